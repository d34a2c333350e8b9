"""Runs the contestants of the benchmark `probe` in turns and compares them; runs inside the bed.

usage: probe.py BED ROUNDS JSON
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile

from contestants import AGENT, BED, ENVIRONMENT, HERE, QUIET, agent, run, virsh, xvm

ROUNDS, OUTPUT = int(sys.argv[2]), sys.argv[3]
PROBE = "probe_xvm"
CONTESTANTS = {
    PROBE: xvm("probe"),
    "C, wire protocol": [BED + "/wire", "bench"],
    "C, libvirt's library": [BED + "/library", "bench"],
    "virsh domstate": virsh("domstate", "bench"),
    "ksh, virsh domstate": ["/usr/bin/ksh", HERE + "/least.ksh", "bench"],
    "VirtualDomain monitor": agent("monitor"),
    "/bin/true": ["/bin/true"],
}
# The most system calls of a probe, its start-up included: what was measured, 69 as in README.md, and two for another kernel.
MOST_CALLS = 71
# What the probe may take of what another takes: wall, CPU.
GOALS = {
    "virsh domstate": (0.15, 0.1),
    "VirtualDomain monitor": (0.02, 0.01),
    "C, wire protocol": (1.5, 1.5),
}


def trace(words):
    """What one run did, without its own execve: processes started, programs run, system calls in all."""
    children = programs = calls = 0
    with tempfile.TemporaryDirectory() as directory:
        # One file a thread: in one file for all, lines are interrupted by one another.
        subprocess.run(
            ["/usr/bin/strace", "-ff", "-qq", "-o", directory + "/t", *words],
            env=ENVIRONMENT | AGENT, check=True, **QUIET,
        )
        for file in os.listdir(directory):
            with open(f"{directory}/{file}", errors="replace") as lines:
                for line in lines:
                    calls += bool(re.match(r"\w+\(", line))
                    if re.match(r"(clone3?|v?fork)\(.*= [1-9]\d*$", line) and "CLONE_THREAD" not in line:
                        children += 1
                    programs += bool(re.match(r"execve\(.*= 0$", line))
    return children, programs - 1, calls - 1


def peak(words):
    """The most memory that it, or one of its descendants, held, in MB."""
    answer = subprocess.run(
        [BED + "/peak", *words], env=ENVIRONMENT | AGENT, check=True, capture_output=True, text=True
    )
    return int(answer.stdout) * 1024 / 1e6


def main():
    names = list(CONTESTANTS)
    samples = {name: [] for name in names}
    for name in names:
        run(CONTESTANTS[name])
    for turn in range(ROUNDS):
        # Another order each time, so that nobody always follows the same one.
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            samples[name].append(run(CONTESTANTS[name]))

    rows = {}
    for name, words in CONTESTANTS.items():
        children, programs, calls = trace(words)
        rows[name] = {
            "child_processes": children,
            "programs": programs,
            "system_calls": calls,
            "peak_mb": peak(words),
            "wall_ms": statistics.median(wall for wall, _ in samples[name]) * 1e3,
            "cpu_ms": statistics.median(cpu for _, cpu in samples[name]) * 1e3,
        }
    probe = rows[PROBE]
    print(
        f"{'':22} {'children':>8} {'programs':>8} {'calls':>7} {'peak MB':>8} {'wall ms':>8} {'CPU ms':>8}"
        f" {'wall':>8} {'CPU':>8}"
    )
    for name, row in rows.items():
        for kind in ("wall", "cpu"):
            row[kind + "_ratio"] = row[kind + "_ms"] / probe[kind + "_ms"]
        print(
            f"{name:22} {row['child_processes']:8} {row['programs']:8} {row['system_calls']:7} {row['peak_mb']:8.1f}"
            f" {row['wall_ms']:8.2f} {row['cpu_ms']:8.2f} {row['wall_ratio']:7.2f}x {row['cpu_ratio']:7.2f}x"
        )
    print(f"Medians of {ROUNDS} rounds; the ratios are to probe_xvm, in the same rounds.")
    for name, goals in GOALS.items():
        for kind, goal in zip(("wall", "cpu"), goals):
            share = 1 / rows[name][kind + "_ratio"]
            print(f"goal {'met   ' if share <= goal else 'missed'} {kind:4} {share:.3f} of {name}, at most {goal}")
    with open(OUTPUT, "w") as file:
        json.dump({"rounds": ROUNDS, "results": rows}, file, indent=2)
        file.write("\n")
    print(f"trace: {probe['child_processes']} child processes, {probe['system_calls']} system calls of {MOST_CALLS}")
    if probe["child_processes"] > 0 or probe["system_calls"] > MOST_CALLS:
        sys.exit("probe_xvm does more than it should")


main()
