"""Medians of what Tests/bench/cluster measured.

usage: cluster.py OUTPUT JSON
"""

import json
import statistics
import sys

# What is compared, how the table calls it, and how much slower than the stock agent is still not slower: a tenth is noise.
ROWS = {
    "move": "crm_resource --move to running there",
    "stand-still": "longest pause of the heartbeat in it",
    "emulator-death": "kill -9 of the emulator to running again",
    "power-cut": "power cut of the node to running again",
    "power-cut-userland": "power cut of the node to userland",
}
NOISE = 1.1


def main():
    found = {}
    for line in open(sys.argv[1], errors="replace"):
        words = line.split()
        if len(words) == 4 and words[0] == "figure":
            found.setdefault(words[2], {}).setdefault(words[1], []).append(float(words[3]))
    ours, stock = "ohac:xvm", "heartbeat:VirtualDomain"
    print(f"{'':42} {'xvm s':>8} {'slowest':>8} {'VirtualDomain s':>16} {'slowest':>8}")
    results, slower = {}, []
    for what, title in ROWS.items():
        row = {
            agent: {"median_s": statistics.median(values), "slowest_s": max(values), "rounds": len(values)}
            for agent, values in found[what].items()
        }
        results[what] = row
        print(f"{title:42} {row[ours]['median_s']:8.2f} {row[ours]['slowest_s']:8.2f}"
              f" {row[stock]['median_s']:16.2f} {row[stock]['slowest_s']:8.2f}")
        if row[ours]["median_s"] > NOISE * row[stock]["median_s"]:
            slower.append(title)
    print(f"Medians of {row[ours]['rounds']}, in turn on one bed of three machines.")
    print("goal met: not slower" if not slower else f"goal missed: slower in {', '.join(slower)}")
    with open(sys.argv[2], "w") as file:
        json.dump(results, file, indent=2)
        file.write("\n")


main()
