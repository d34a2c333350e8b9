"""Measures probe_xvm among more and more guests of the rehearsal, and what their guards take.

usage: thousand.py JSON [ROUNDS [COUNT...]]
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import time

from contestants import ticks, weigh

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../faults"))
from world import PROGRAM, World  # noqa: E402

OUTPUT, ROUNDS = sys.argv[1], int((sys.argv[2:] or [100])[0])
COUNTS = sorted(map(int, sys.argv[3:])) or [1, 10, 100, 1000]
# A rehearsal daemon takes 256 guests.
SHARE = 250

world = World(prefix="xvm-bench.")


def words(method, number):
    return [f"{world.root}/bin/{method}_xvm", "-R", f"g{number:04}", "-G", "bench", "-P",
            f"{world.root}/etc/g{number:04}.conf"]


def run(arguments):
    """Runs a program that has to succeed; wall and CPU milliseconds."""
    begin = time.perf_counter()
    process = subprocess.Popen(arguments, env=world.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(arguments)}: exit status {process.returncode}")
    return wall * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3


def add(number):
    """One more guest, and its guard."""
    stage = f"{world.root}/stage{number // SHARE}"
    if number % SHARE == 0:
        run([f"{world.root}/bin/xvm_rehearsal", "daemon", "--background", "--state", stage])
    name = f"g{number:04}"
    definition = world.write(
        f"etc/{name}.xml", f"<domain type='rehearsal'><name>{name}</name><rehearsal><line>boot 0s</line>"
        "<line>heartbeat 3600s</line></rehearsal></domain>")
    world.write(f"etc/{name}.conf", f"Domain_name={name}\nHypervisor=REHEARSAL\nDomain_definition={definition}\n"
                f"Connect_uri={stage}\n")
    run(words("start", number))


def guards():
    return [pid for pid, arguments in world.living() if arguments[0].endswith("guard_xvm")]


def main():
    os.makedirs(f"{world.root}/bin")
    # A copy, as a node has one: what a linker has written lies in pieces in the page cache.
    subprocess.run(["install", "-m", "755", PROGRAM, f"{world.root}/ha-xvm"], check=True)
    subprocess.run([f"{world.root}/ha-xvm", "--install", f"{world.root}/bin"], env=world.env, check=True,
                   stdout=subprocess.DEVNULL)
    rows, present = {}, 0
    print(f"{'guests':>8} {'wall ms':>10} {'CPU ms':>10} {'guards: private MB each':>26} {'CPU % of all, idle':>20}")
    for count in COUNTS:
        while present < count:
            add(present)
            present += 1
        # The first probe after a start puts down that all is well.
        asked = sorted({round(turn * (count - 1) / max(1, ROUNDS - 1)) for turn in range(ROUNDS)})
        for number in asked:
            run(words("probe", number))
        time.sleep(2)
        samples = [run(words("probe", asked[turn % len(asked)])) for turn in range(ROUNDS)]
        found = guards()
        if len(found) != 2 * count:
            raise SystemExit(f"{len(found)} guards for {count} guests")
        size = sum(weigh(pid)["private_mb"] for pid in found) / count
        before, begin = sum(map(ticks, found)), time.perf_counter()
        time.sleep(10)
        idle = (sum(map(ticks, found)) - before) / os.sysconf("SC_CLK_TCK") / (time.perf_counter() - begin)
        rows[count] = {
            "wall_ms": statistics.median(wall for wall, _ in samples),
            "cpu_ms": statistics.median(cpu for _, cpu in samples),
            "guard_private_mb": size, "guard_idle_cpu_share": idle,
        }
        print(f"{count:8} {rows[count]['wall_ms']:10.2f} {rows[count]['cpu_ms']:10.2f} {size:26.2f} {idle * 100:20.2f}",
              flush=True)
    first, last = rows[COUNTS[0]], rows[COUNTS[-1]]
    print(f"Medians of {ROUNDS} probes, spread over all guests.")
    print(f"{last['cpu_ms'] / first['cpu_ms']:.2f} times the CPU with {COUNTS[-1]} guests")
    with open(OUTPUT, "w") as file:
        json.dump({"rounds": ROUNDS, "results": rows}, file, indent=2)
        file.write("\n")


# The end of this run leaves nothing of it behind.
signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))
try:
    main()
finally:
    world.end()
