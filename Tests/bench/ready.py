"""Measures looks of a node that does not have the guest; runs on it.

usage: ready.py BED ROUNDS JSON
"""

import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time

BED, ROUNDS, OUTPUT = sys.argv[1], int(sys.argv[2]), sys.argv[3]
NAME = "bench"
TICK = os.sysconf("SC_CLK_TCK")
DAEMONS = ("libvirtd", "pacemaker-based", "pacemaker-attrd", "pacemaker-contro", "pacemaker-schedu", "corosync")
# What the issue asks about.
GUESTS, NODES, INTERVAL, PAUSE = 100, 16, 300, 30


def parameters():
    """The environment that a look has."""
    answer = subprocess.run(
        ["crm_resource", "--resource", NAME, "--query-xml"], check=True, capture_output=True, text=True
    ).stdout
    block = answer[answer.index("<instance_attributes") : answer.index("</instance_attributes>")]
    pairs = re.findall(r'name="([^"]*)" value="([^"]*)"', block)
    given = {"OCF_RESKEY_" + name: value for name, value in pairs}
    given |= {
        "OCF_ROOT": "/usr/lib/ocf", "OCF_RESOURCE_INSTANCE": NAME, "OCF_RESKEY_CRM_meta_timeout": "60000",
        "OCF_RESKEY_CRM_meta_on_node": "node2",
    }
    return os.environ | given


def daemons():
    """Processor time of the node's daemons in seconds."""
    total = 0
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/stat") as file:
                text = file.read()
        except OSError:
            continue
        name, rest = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2 :].split()
        if name in DAEMONS:
            total += int(rest[11]) + int(rest[12])
    return total / TICK


def measure(words, variables):
    """Wall and processor time of one run with all that it starts and waits for, in milliseconds."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    result = subprocess.run(words, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert result.returncode == 0, (words, result.returncode)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall * 1000, used * 1000


def updates():
    answer = subprocess.run(["cibadmin", "--query"], check=True, capture_output=True, text=True).stdout
    return re.search(r'epoch="\d+"', answer)[0], re.search(r'num_updates="(\d+)"', answer)[0]


environment = parameters()
clone = {name: value for name, value in environment.items() if not name.startswith("OCF_RESKEY_")}
clone |= {
    "OCF_RESOURCE_INSTANCE": "ha-xvm-readiness", "OCF_RESKEY_Readiness_interval": str(INTERVAL),
    "OCF_RESKEY_CRM_meta_interval": "30000", "OCF_RESKEY_CRM_meta_timeout": "60000", "OCF_RESKEY_CRM_meta_on_node": "node2",
}
look = [BED + "/bin/guard_xvm", "-R", NAME, "-G", "pacemaker", "-T", "ocf:ohac:xvm", "--ready", "300"]
monitor = ["/usr/lib/ocf/resource.d/ohac/xvm-ready", "monitor"]
# Nobody is due: what a round costs by itself.
round_ = [BED + "/bin/guard_xvm", "-R", "ha-xvm-readiness", "-G", "pacemaker", "-T", "ocf:ohac:xvm-ready", "--round", "86400"]
measure(look, environment)
time.sleep(2)
idle = daemons()
time.sleep(10)
idle = (daemons() - idle) / 10
before, written, began = daemons(), updates(), time.monotonic()
looks = [measure(look, environment) for _ in range(ROUNDS)]
spent = max(0.0, daemons() - before - idle * (time.monotonic() - began)) * 1000 / ROUNDS
changes = updates() != written
monitors = []
for _ in range(ROUNDS):
    monitors.append(measure(monitor, clone))
    time.sleep(0.3)
rounds = [measure(round_, clone) for _ in range(ROUNDS)]
median = lambda values: statistics.median(values)
figures = {
    "monitor": {"wall": median(m[0] for m in monitors), "cpu": median(m[1] for m in monitors)},
    "round": {"wall": median(m[0] for m in rounds), "cpu": median(m[1] for m in rounds)},
    "look": {"wall": median(m[0] for m in looks), "cpu": median(m[1] for m in looks)},
    "daemons": {"cpu": spent},
    "attributes written": changes,
}
each = figures["look"]["cpu"] + spent
often = figures["monitor"]["cpu"] + figures["round"]["cpu"]
count = GUESTS * (NODES - 1) / NODES * 3600 / INTERVAL
total = (count * each + 3600 / PAUSE * often) / 1000
figures["hour of a node"] = {"looks": count, "cpu s": total, "share": total / 3600}
with open(OUTPUT, "w") as file:
    json.dump(figures, file, indent=1)
print(f"""Tests/bench/ready        wall ms CPU ms    a node that does not have the guest, {ROUNDS} rounds, medians
monitor of the clone    {figures['monitor']['wall']:8.2f} {figures['monitor']['cpu']:6.2f}    answers at once
round in which none is due {figures['round']['wall']:5.2f} {figures['round']['cpu']:6.2f}    with cibadmin
look at one guest       {figures['look']['wall']:8.2f} {figures['look']['cpu']:6.2f}    with virsh and cibadmin
the node's daemons               {spent:6.2f}    for one look
100 guests, 16 nodes: {count:.0f} looks an hour and node, {total:.0f} s of processor time, {total / 36:.2f} % of one""")
if changes:
    sys.exit("a look that found nothing new has written into the cluster")
