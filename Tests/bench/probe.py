"""Runs the contestants of the benchmark `probe` in turns and compares them; runs inside the bed.

usage: measure.py BED ROUNDS JSON
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

BED, ROUNDS, OUTPUT = sys.argv[1], int(sys.argv[2]), sys.argv[3]
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "HOME": "/root"}
QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

# The agent as a recurring monitor of Pacemaker's would run it. Writing utilisation to the cluster is off: there is no
# cluster here, and with it the agent starts a dozen more programs.
AGENT = {
    "OCF_ROOT": "/usr/lib/ocf",
    "OCF_RESOURCE_INSTANCE": "bench",
    "OCF_RESOURCE_TYPE": "VirtualDomain",
    "OCF_RESOURCE_PROVIDER": "heartbeat",
    "OCF_RESKEY_config": BED + "/bench.xml",
    "OCF_RESKEY_hypervisor": "qemu:///system",
    "OCF_RESKEY_autoset_utilization_cpu": "false",
    "OCF_RESKEY_autoset_utilization_host_memory": "false",
    "OCF_RESKEY_autoset_utilization_hv_memory": "false",
    "OCF_RESKEY_CRM_meta_interval": "10000",
    "OCF_RESKEY_CRM_meta_timeout": "30000",
    "HA_LOGFILE": "/dev/null",
}
CONTESTANTS = {
    "probe_xvm": ([BED + "/bin/probe_xvm", "-R", "bench", "-G", "bench", "-P", BED + "/bench.conf"], {}),
    "virsh domstate": (["/usr/bin/virsh", "-q", "-c", "qemu:///system", "domstate", "bench"], {}),
    "VirtualDomain monitor": (["/usr/lib/ocf/resource.d/heartbeat/VirtualDomain", "monitor"], AGENT),
    "/bin/true": (["/bin/true"], {}),
}


def run(name):
    """Wall and CPU seconds of one run; the CPU time is that of all its descendants too."""
    words, extra = CONTESTANTS[name]
    begin = time.perf_counter()
    process = subprocess.Popen(words, env=ENVIRONMENT | extra, **QUIET)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{name}: exit status {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime


def trace(name):
    """How many processes one run started, and how many programs they ran, without itself."""
    words, extra = CONTESTANTS[name]
    children = programs = 0
    with tempfile.TemporaryDirectory() as directory:
        # One file a thread: in one file for all, lines are interrupted by one another.
        options = ["-ff", "-qq", "-e", "trace=execve,clone,clone3,fork,vfork", "-o", directory + "/t"]
        subprocess.run(["/usr/bin/strace", *options, *words], env=ENVIRONMENT | extra, check=True, **QUIET)
        for file in os.listdir(directory):
            with open(f"{directory}/{file}", errors="replace") as lines:
                for line in lines:
                    if re.match(r"(clone3?|v?fork)\(.*= [1-9]\d*$", line) and "CLONE_THREAD" not in line:
                        children += 1
                    programs += bool(re.match(r"execve\(.*= 0$", line))
    return children, programs - 1


def main():
    names = list(CONTESTANTS)
    samples = {name: [] for name in names}
    for name in names:
        run(name)
    for turn in range(ROUNDS):
        # Another order each time, so that nobody always follows the same one.
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            samples[name].append(run(name))

    rows = {}
    for name in names:
        children, programs = trace(name)
        rows[name] = {
            "child_processes": children,
            "programs": programs,
            "wall_ms": statistics.median(wall for wall, _ in samples[name]) * 1e3,
            "cpu_ms": statistics.median(cpu for _, cpu in samples[name]) * 1e3,
        }
    probe = rows["probe_xvm"]
    print(f"{'':22} {'children':>8} {'programs':>8} {'wall ms':>8} {'CPU ms':>8} {'wall':>8} {'CPU':>8}")
    for name, row in rows.items():
        for kind in ("wall", "cpu"):
            row[kind + "_ratio"] = row[kind + "_ms"] / probe[kind + "_ms"]
        print(
            f"{name:22} {row['child_processes']:8} {row['programs']:8} {row['wall_ms']:8.1f} {row['cpu_ms']:8.1f}"
            f" {row['wall_ratio']:7.2f}x {row['cpu_ratio']:7.2f}x"
        )
    print(f"Medians of {ROUNDS} rounds; the ratios are to probe_xvm, in the same rounds.")
    with open(OUTPUT, "w") as file:
        json.dump({"rounds": ROUNDS, "results": rows}, file, indent=2)
        file.write("\n")
    if probe["child_processes"] > 1:
        sys.exit(f"probe_xvm started {probe['child_processes']} processes")


main()
