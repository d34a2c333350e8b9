"""Kills the emulator again and again and waits for the next one; runs inside the bed.

usage: death.py ROUNDS JSON
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import time

from contestants import (
    AGENT_INTERVAL, BED, ENVIRONMENT, QUIET, agent, beats, emulator, run, virsh, wait_for, wait_for_userland, xvm,
)

ROUNDS, OUTPUT = min(10, int(sys.argv[1])), sys.argv[2]


def kill():
    """Kills the emulator as soon as the guest is well up; its number, how often the guest had booted, and when."""
    wait_for(emulator)
    wait_for_userland(1)
    pid, (boots, _) = emulator(), beats()
    begin = time.perf_counter()
    os.kill(pid, signal.SIGKILL)
    return pid, boots, begin


def until_back(pid, boots, begin):
    """Seconds since then until another emulator lives, and until the guest has booted in it."""
    wait_for(lambda: (emulator() or pid) != pid, 120)
    running = time.perf_counter() - begin
    wait_for(lambda: beats()[0] > boots, 120)
    up = time.perf_counter() - begin
    wait_for_userland(boots + 1)
    return running, up


def under_gds():
    properties = [f"{method.capitalize()}_command={' '.join(xvm(method))}" for method in ("start", "stop", "probe")]
    # Nobody probes meanwhile: it is the guard that sees the death. Ten is the most restarts that the contract allows in its window.
    properties += ["Thorough_probe_interval=3600", "Retry_count=10", "Stop_timeout=60", "First_probe_percent=0",
                   "Start_probe_pause=1"]
    options = [word for property in properties for word in ("-p", property)]
    gds = [BED + "/bin/gds", "-R", "bench", "-G", "bench"]
    with open(BED + "/gds.log", "w") as log:
        engine = subprocess.Popen([*gds, *options, "run"], env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_for(lambda: subprocess.run([*gds, "status"], env=ENVIRONMENT, **QUIET).returncode == 0, 120)
        results = [until_back(*kill()) for _ in range(ROUNDS)]
        engine.terminate()
        engine.wait(timeout=90)
    return results


def with_agent():
    """What Pacemaker does with it: a monitor every so often, and on its complaint a stop and a start."""
    run(virsh("start", "bench"))
    results = []
    for turn in range(ROUNDS):
        # The deaths are spread evenly over the time between two monitors.
        wait = AGENT_INTERVAL * (turn + 0.5) / ROUNDS
        pid, boots, begin = kill()
        time.sleep(max(0, begin + wait - time.perf_counter()))
        run(agent("monitor"), expected=7)
        run(agent("stop"))
        run(agent("start"))
        results.append(until_back(pid, boots, begin))
    run(virsh("destroy", "bench"))
    return results


def main():
    ways = {"gds run, guard_xvm": under_gds(), f"VirtualDomain, {AGENT_INTERVAL:.0f} s": with_agent()}
    rows = {}
    print(f"{'':22} {'emulator s':>11} {'slowest s':>11} {'userland s':>11}")
    for name, results in ways.items():
        running = [first for first, _ in results]
        rows[name] = {
            "emulator_s": statistics.median(running),
            "emulator_slowest_s": max(running),
            "userland_s": statistics.median(second for _, second in results),
        }
        print(f"{name:22} " + " ".join(f"{value:11.2f}" for value in rows[name].values()))
    print(f"Medians of {ROUNDS} deaths, from kill -9 on.")
    ours, theirs = (row["emulator_s"] for row in rows.values())
    print(f"goal {'met' if ours <= 0.1 * theirs else 'missed'}: {ours / theirs:.3f} of VirtualDomain, at most 0.1")
    with open(OUTPUT, "w") as file:
        json.dump({"rounds": ROUNDS, "results": rows}, file, indent=2)
        file.write("\n")


main()
