"""Weighs the guard after it has seen some life; runs inside the bed.

usage: guard.py JSON
"""

import json
import os
import sys
import time

from contestants import run, virsh, wait_for

GOAL = 3.0


def guards():
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/comm") as file:
                if file.read().strip() == "guard_xvm":
                    found.append(int(entry))
        except OSError:
            pass
    return sorted(found) if len(found) == 2 else None


def weigh(pid):
    """Private and proportional memory in MB."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        sizes = {line.split(":")[0]: int(line.split()[1]) for line in file if " kB" in line}
    private = sizes["Private_Clean"] + sizes["Private_Dirty"]
    return {"private_mb": private * 1024 / 1e6, "proportional_mb": sizes["Pss"] * 1024 / 1e6}


def ticks(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def main():
    keeper, watch = wait_for(guards)
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
