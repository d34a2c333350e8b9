"""Weighs the guard after it has seen some life; runs inside the bed.

usage: guard.py JSON
"""

import json
import os
import sys
import time

from contestants import guards, run, ticks, virsh, wait_for, weigh

GOAL = 3.0


def main():
    keeper, watch = wait_for(lambda: (found := guards()) and len(found) == 2 and found)
    for _ in range(20):
        run(virsh("suspend", "bench"))
        run(virsh("resume", "bench"))
    time.sleep(1)
    before = ticks(keeper) + ticks(watch)
    time.sleep(10)
    idle = (ticks(keeper) + ticks(watch) - before) / os.sysconf("SC_CLK_TCK") / 10
    rows = {"keeper": weigh(keeper), "watch": weigh(watch)}
    rows["both"] = {key: rows["keeper"][key] + rows["watch"][key] for key in rows["watch"]}
    print(f"{'':22} {'private MB':>11} {'in proportion':>14}")
    for name, row in rows.items():
        print(f"{name:22} {row['private_mb']:11.2f} {row['proportional_mb']:14.2f}")
    print(f"After 40 events, for one guest; {idle * 100:.2f} % of a processor while nothing happens.")
    private = rows["both"]["private_mb"]
    print(f"goal {'met' if private <= GOAL else 'missed'}: {private:.2f} MB private, at most {GOAL}")
    with open(sys.argv[1], "w") as file:
        json.dump({"results": rows, "idle_cpu_share": idle}, file, indent=2)
        file.write("\n")
    if private > GOAL:
        sys.exit(1)


main()
