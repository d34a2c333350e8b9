"""Starts a guest and stops it when its userland runs, by each way in turns; runs inside the bed.

usage: stop.py ROUNDS JSON
"""

import json
import statistics
import subprocess
import sys
import time

from contestants import BED, ENVIRONMENT, agent, beats, emulator, run, virsh, wait_for, wait_for_userland, xvm

ROUNDS, OUTPUT = int(sys.argv[1]), sys.argv[2]
GOAL = 0.5


def obey():
    """The least that a stop can take: one request, and the guest's own time to obey it."""
    begin = time.perf_counter()
    run(virsh("shutdown", "bench", "--mode", "acpi"))
    wait_for(lambda: emulator() is None)
    return time.perf_counter() - begin


def is_off():
    """Whether libvirt says so too; the stock agent leaves no definition, so none is as good."""
    answer = subprocess.run(virsh("domstate", "bench"), env=ENVIRONMENT, capture_output=True, text=True)
    return answer.stdout.strip() in ("shut off", "")


WAYS = {
    "virsh": (lambda: run(virsh("start", "bench"))[0], obey),
    "start_xvm, stop_xvm": (lambda: run(xvm("start"))[0], lambda: run(xvm("stop"))[0]),
    "VirtualDomain": (lambda: run(agent("start"))[0], lambda: run(agent("stop"))[0]),
}


def main():
    starts = {name: [] for name in WAYS}
    stops = {name: [] for name in WAYS}
    for _ in range(ROUNDS):
        for name, (start, stop) in WAYS.items():
            try:
                boots, _ = beats()
            except FileNotFoundError:
                boots = 0
            run(virsh("define", BED + "/bench.xml"))
            starts[name].append(start())
            wait_for_userland(boots + 1)
            stops[name].append(stop())
            # libvirt may need a moment more than the emulator to be ready for the next.
            wait_for(is_off)

    rows = {name: {"start_s": statistics.median(starts[name]), "stop_s": statistics.median(stops[name])} for name in WAYS}
    print(f"{'':22} {'start s':>8} {'stop s':>8} {'start, more':>12} {'stop, more':>12}")
    bare = rows["virsh"]
    for name, row in rows.items():
        row["start_over_virsh_s"] = row["start_s"] - bare["start_s"]
        row["stop_over_virsh_s"] = row["stop_s"] - bare["stop_s"]
        print(f"{name:22} {row['start_s']:8.2f} {row['stop_s']:8.2f}"
              f" {row['start_over_virsh_s']:12.2f} {row['stop_over_virsh_s']:12.2f}")
    print(f"Medians of {ROUNDS} rounds; a stop begins when the guest's userland runs, and has its own time to obey in it.")
    ours = rows["start_xvm, stop_xvm"]
    for verb in ("start", "stop"):
        more = ours[verb + "_over_virsh_s"]
        print(f"goal {'met   ' if more <= GOAL else 'missed'} {verb:5} {more:.2f} s over virsh, at most {GOAL}")
    with open(OUTPUT, "w") as file:
        json.dump({"rounds": ROUNDS, "results": rows}, file, indent=2)
        file.write("\n")


main()
