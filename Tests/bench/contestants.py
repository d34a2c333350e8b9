"""The programs that the benchmarks compare, and how they are run; inside the bed."""

import os
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
BED = os.environ.get("BED", "")
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "HOME": "/root"}
QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

# The agent as Pacemaker would run it. Writing utilisation to the cluster is off: there is no cluster here, and with it the
# agent starts a dozen more programs.
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
    "OCF_RESKEY_CRM_meta_timeout": "90000",
    "HA_LOGFILE": "/dev/null",
}
# The monitor interval that the agent's own meta-data advertises.
AGENT_INTERVAL = 10.0


def xvm(method):
    return [f"{BED}/bin/{method}_xvm", "-R", "bench", "-G", "bench", "-P", BED + "/bench.conf"]


def virsh(*words):
    return ["/usr/bin/virsh", "-q", "-c", "qemu:///system", *words]


def agent(action):
    return ["/usr/lib/ocf/resource.d/heartbeat/VirtualDomain", action]


def run(words, expected=0):
    """Runs a program; wall and CPU seconds, with the CPU time of all its descendants that it waited for."""
    extra = AGENT if words[0].endswith("VirtualDomain") else {}
    begin = time.perf_counter()
    process = subprocess.Popen(words, env=ENVIRONMENT | extra, **QUIET)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if expected is not None and process.returncode != expected:
        raise SystemExit(f"{' '.join(words)}: exit status {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime


def emulator():
    """The number of the emulator's process, or None when none lives."""
    try:
        with open("/run/libvirt/qemu/bench.pid") as file:
            pid = int(file.read())
        # One that has ended and waits for its parent has no command line.
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return pid if b"qemu" in file.read() else None
    except (OSError, ValueError):
        return None


def wait_for(condition, limit=60):
    """Asks every 2 ms until it is so; the value that it was."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.002)
    raise SystemExit("not in time")


def beats():
    """How many boots and heartbeats the guest's console has seen."""
    with open(BED + "/bench.log", errors="replace") as file:
        text = file.read()
    return text.count("GUEST-UP"), text.count("HB ")


def wait_for_userland(boots):
    """Until the guest has booted that often, and has counted long enough to listen to its power button."""
    wait_for(lambda: beats()[0] >= boots, 120)
    before = beats()[1]
    wait_for(lambda: beats()[1] > before + 2, 60)


def guards():
    """The processes of all guards, oldest first: a keeper and a watch for each guest."""
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/comm") as file:
                if file.read().strip() == "guard_xvm":
                    found.append(int(entry))
        except OSError:
            pass
    return sorted(found)


def weigh(pid):
    """Private and proportional memory in MB."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        sizes = {line.split(":")[0]: int(line.split()[1]) for line in file if " kB" in line}
    private = sizes["Private_Clean"] + sizes["Private_Dirty"]
    return {"private_mb": private * 1024 / 1e6, "proportional_mb": sizes["Pss"] * 1024 / 1e6}


def ticks(pid):
    """The processor time that a process has had, in ticks of the clock."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])
