"""Moves a guest to and fro between two machines, by each way in turns.

usage: move.py ROUNDS JSON
"""

import json
import os
import statistics
import subprocess
import sys
import threading
import time

ROUNDS, OUTPUT = int(sys.argv[1]), sys.argv[2]
BED, CLUSTER = os.environ["BED"], os.environ["CLUSTER"]
GOAL = 1.25
HEARTBEAT = 0.02


def on(number, *words, expected=0):
    """Runs a command on a machine; the seconds that it took."""
    # What enters the namespaces is not what is measured: the clock is the machine's own.
    script = 'begin=${EPOCHREALTIME/./}; "$@" >&2; status=$?; echo $((${EPOCHREALTIME/./} - begin)); exit $status'
    done = subprocess.run(
        [CLUSTER, "-d", BED, "x", str(number), "bash", "-c", script, "bash", *words],
        capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != expected:
        raise SystemExit(f"{' '.join(words)}: exit status {done.returncode}: {done.stderr}")
    return int(done.stdout) / 1e6


def xvm(method):
    return [f"{BED}/bin/{method}_xvm", "-R", "bench", "-G", "bench", "-P", f"{BED}/bench.conf"]


def by_virsh(here, there):
    """The bare move with the options that ours has."""
    return on(here, "virsh", "-q", "-c", "qemu:///system", "migrate", "--live", "--p2p", "--persistent", "--abort-on-error",
              "--domain", "bench", "--desturi", f"qemu+tcp://10.77.0.{there}/system", "--migrateuri", f"tcp://10.77.0.{there}")


def by_stop(here, there):
    """A stop whose group is switched, as a framework would say."""
    return on(here, "env", "OCF_RESKEY_CRM_meta_timeout=100000", f"OCF_RESKEY_CRM_meta_migrate_target=node{there}",
              *xvm("stop"))


class Console(threading.Thread):
    """Watches the guest count: the longest pause between two beats that were not in one look."""

    def __init__(self):
        super().__init__(daemon=True)
        self.file = open(f"{BED}/bench.log", "rb")
        self.file.seek(0, 2)
        self.longest, self.ends = 0.0, False

    def run(self):
        last = time.perf_counter()
        while not self.ends:
            if self.file.read():
                now = time.perf_counter()
                self.longest, last = max(self.longest, now - last), now
            time.sleep(0.002)

    def stand_still(self):
        time.sleep(0.2)
        self.ends = True
        self.join()
        return max(0.0, self.longest - HEARTBEAT)


def boots():
    with open(f"{BED}/bench.log", errors="replace") as file:
        return file.read().count("GUEST-UP")


def main():
    ways = {"virsh migrate": by_virsh, "stop_xvm": by_stop}
    moves, stills, accepts = {name: [] for name in ways}, {name: [] for name in ways}, []
    here, there = 1, 2
    on(here, *xvm("start"))
    deadline = time.monotonic() + 60
    while boots() < 1 and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(2)
    for round_ in range(ROUNDS):
        # Who comes first changes, so that neither has the warmer machine.
        for name in list(ways) if round_ % 2 == 0 else reversed(list(ways)):
            console = Console()
            console.start()
            moves[name].append(ways[name](here, there))
            stills[name].append(console.stand_still())
            # What keeps the guest on either side is in order before the next move; only the accepting is of interest.
            accept = on(there, *xvm("start"))
            if name == "stop_xvm":
                accepts.append(accept)
            else:
                on(here, *xvm("stop"))
                on(here, "rm", "-f", "/run/ha-xvm/records/bench")
            here, there = there, here
    if boots() != 1:
        raise SystemExit("the guest has booted again")

    rows = {name: {"move_s": statistics.median(moves[name]), "stand_still_s": statistics.median(stills[name])}
            for name in ways}
    rows["stop_xvm"]["start_that_accepts_s"] = statistics.median(accepts)
    bare, ours = rows["virsh migrate"], rows["stop_xvm"]
    ours["move_over_virsh"] = ours["move_s"] / bare["move_s"]
    print(f"{'':16} {'move s':>8} {'stands still s':>15}")
    for name, row in rows.items():
        print(f"{name:16} {row['move_s']:8.2f} {row['stand_still_s']:15.2f}")
    print(f"Medians of {ROUNDS} rounds, in both directions; the start on the other side then takes "
          f"{ours['start_that_accepts_s']:.2f} s.")
    print(f"goal {'met   ' if ours['move_over_virsh'] <= GOAL else 'missed'} {ours['move_over_virsh']:.2f} times "
          f"the bare move, at most {GOAL}")
    with open(OUTPUT, "w") as file:
        json.dump({"rounds": ROUNDS, "results": rows}, file, indent=2)
        file.write("\n")


main()
