"""Measures the contestants with more and more guests on the node, and what the guards of all take; runs inside the bed.

usage: guests.py ROUNDS JSON COUNT...
"""

import json
import os
import statistics
import subprocess
import sys
import time

from contestants import BED, ENVIRONMENT, agent, guards, run, ticks, virsh, weigh, xvm

ROUNDS, OUTPUT, COUNTS = int(sys.argv[1]), sys.argv[2], sorted(map(int, sys.argv[3:]))
CONTESTANTS = {
    "probe_xvm": xvm("probe"),
    "C, wire protocol": [BED + "/wire", "bench"],
    "virsh domstate": virsh("domstate", "bench"),
    "VirtualDomain monitor": agent("monitor"),
}
# A guest of 4 MiB with no disk and no kernel.
DEFINITION = """<domain type='qemu'><name>{0}</name><memory unit='MiB'>4</memory><vcpu>1</vcpu>
<os><type arch='x86_64' machine='pc'>hvm</type></os>
<devices><emulator>/usr/bin/qemu-system-x86_64</emulator><controller type='usb' model='none'/><memballoon model='none'/>
</devices></domain>"""


def add(number):
    """One more guest, held, and its guard."""
    name = f"more{number}"
    with open(f"{BED}/{name}.xml", "w") as file:
        file.write(DEFINITION.format(name))
    with open(f"{BED}/{name}.conf", "w") as file:
        file.write(f"Domain_name={name}\n")
    run(virsh("define", f"{BED}/{name}.xml"))
    run(virsh("start", "--paused", name))
    # A start of a guest that is held on purpose is refused, so its guard comes while it runs for a moment.
    run(virsh("resume", name))
    run([f"{BED}/bin/start_xvm", "-R", name, "-G", "bench", "-P", f"{BED}/{name}.conf"])
    run(virsh("suspend", name))


def main():
    rows = {}
    present = 1
    print(f"{'':8} " + " ".join(f"{name:>23}" for name in CONTESTANTS) + f" {'guards: private MB':>20} {'CPU %':>6}")
    print(f"{'guests':8} " + " ".join(f"{'wall ms':>14} {'CPU ms':>8}" for _ in CONTESTANTS) + f" {'for each guest':>20} {'idle':>6}")
    for count in COUNTS:
        while present < count:
            add(present)
            present += 1
        time.sleep(2)
        samples = {name: [] for name in CONTESTANTS}
        names = list(CONTESTANTS)
        for turn in range(ROUNDS):
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                samples[name].append(run(CONTESTANTS[name]))
        found = guards()
        private = sum(weigh(pid)["private_mb"] for pid in found)
        before, begin = sum(map(ticks, found)), time.perf_counter()
        time.sleep(10)
        idle = (sum(map(ticks, found)) - before) / os.sysconf("SC_CLK_TCK") / (time.perf_counter() - begin)
        row = {"guards": len(found), "guard_private_mb": private / count, "guard_idle_cpu_share": idle}
        for name, values in samples.items():
            row[name] = {
                "wall_ms": statistics.median(wall for wall, _ in values) * 1e3,
                "cpu_ms": statistics.median(cpu for _, cpu in values) * 1e3,
            }
        rows[count] = row
        print(
            f"{count:8} " + " ".join(f"{row[name]['wall_ms']:14.2f} {row[name]['cpu_ms']:8.2f}" for name in CONTESTANTS)
            + f" {row['guard_private_mb']:20.2f} {idle * 100:6.2f}", flush=True,
        )
    first, last = rows[COUNTS[0]], rows[COUNTS[-1]]
    print(f"Medians of {ROUNDS} rounds, of one guest among so many.")
    for name in CONTESTANTS:
        growth = last[name]["cpu_ms"] / first[name]["cpu_ms"]
        print(f"{name}: {growth:.2f} times the CPU with {COUNTS[-1]} guests")
    with open(OUTPUT, "w") as file:
        json.dump({"rounds": ROUNDS, "results": rows}, file, indent=2)
        file.write("\n")
    for number in range(1, present):
        subprocess.run(virsh("destroy", f"more{number}"), env=ENVIRONMENT, capture_output=True)


main()
