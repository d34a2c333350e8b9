#!/usr/bin/python3 -IS
"""A Xen for tests: xl, xm, xenstore-read, xenstore-write and, to make things happen, xen-stage and xen-transport.

What xl prints and exits with is that of real runs of xl 4.17 (HypervisorsTests/Transcripts/xl-answers.txt, xl-states.txt,
xl-lists.txt); the words of xm are those of Toolstacks, A domain that xl does not know, those of xl when there is no
paravirtual driver are in Toolstacks, xl's requests, and the names of guests on the move in Toolstacks, Names on the move.

Moves, xl's log of a guest, xl info and xl list -l are those of real runs of xl 4.17 between two hosts
(HypervisorsTests/Transcripts/xl-moves.txt, xl-logs.txt, xl-facts.txt); the handshake that fails at the end is of Xen's
sources, tools/xl/xl_migrate.c, and that xl ends beside a guest that is preserved of tools/xl/xl_vmcontrol.c. xm migrate does
what xm(1) says.

The state lies in the directory of the link that it is called by: xen-state.json, and calls, a line for each call. That
directory is NODE/bin; NODE/var/log/xen has xl's logs, and another node is the directory of its name beside bin, or of this
node above it. xen-transport HOST WORD... runs the words with the tools of that node.
A guest's configuration decides how it behaves, by words in `extra`: noshut (acknowledges a shutdown and does nothing),
nopv (no paravirtual driver), slow (takes a second to shut down).

    xen-stage fault KEY VALUE   hang list | hang all | rc5 1 | emptied 1 | noxen 1 | noxend 1 | nameless N (that many
                                lists have a row without a name) | remains ID (what is left of a domain that dies) | create fail | create hang |
                                move SECONDS (the time that one takes, 0.3 else) | handshake 1 (the last word of the
                                other node is lost) | receive fail (a guest that arrives cannot be started) | free MIB
    xen-stage poweroff|crash|suspend NAME    xen-stage reboot NAME SECONDS    xen-stage rename NAME NEW
    xen-stage names             name and state of every guest, a line each
"""

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid

HERE = os.path.dirname(os.path.abspath(sys.argv[0]))
NODE = os.path.dirname(HERE)
LOGS = os.path.join(NODE, "var/log/xen")
TOOL = os.path.basename(sys.argv[0])
XM = TOOL == "xm"


class World:
    """The state of a node, locked while it is used; settled first, as time may have ended guests."""

    def __init__(self, tools=HERE):
        self.path = os.path.join(tools, "xen-state.json")

    def __enter__(self):
        if not os.path.isdir(os.path.dirname(self.path)):
            os._exit(0)
        self.lock = open(self.path + ".lock", "w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        try:
            with open(self.path) as file:
                self.data = json.load(file)
        except FileNotFoundError:
            self.data = {"next": 1, "domains": [], "managed": [], "store": {}, "faults": {}}
        for domain in list(self.domains):
            if domain.get("ends", 0) and domain["ends"] <= time.time():
                domain["ends"] = 0
                self.end(domain, "-", "on_poweroff")
        return self

    def __exit__(self, *_):
        with open(self.path + ".new", "w") as file:
            json.dump(self.data, file)
        os.rename(self.path + ".new", self.path)
        self.lock.close()

    @property
    def domains(self):
        return self.data["domains"]

    @property
    def faults(self):
        return self.data["faults"]

    def find(self, word):
        """By number before name, as xl does."""
        if self.faults.get("emptied") and not word.isdigit():
            return None
        key = "id" if word.isdigit() else "name"
        return next((d for d in self.domains if str(d[key]) == word), None)

    def add(self, config):
        # xl makes up what is left open, and a guest that moves takes it along.
        config.setdefault("uuid", str(uuid.uuid4()))
        config["nics"] = [
            nic if re.search(r"\bmac=", nic) else "mac=00:16:3e:%02x:%02x:%02x,%s" % (*os.urandom(3), nic)
            for nic in config.get("nics", [])]
        domain = {"name": config["name"], "id": self.data["next"], "config": config, "paused": False,
                  "shutdown": "", "time": 0.1, "ends": 0, "returns": 0, "asked": False}
        self.data["next"] += 1
        self.domains.append(domain)
        return domain

    def end(self, domain, reason, policy):
        if domain["config"].get(policy, "destroy") == "preserve":
            domain["shutdown"] = reason
        else:
            self.domains.remove(domain)


def say(text):
    sys.stderr.write(text + "\n")


def fail(text, status=1):
    say(text)
    sys.exit(status)


def hang():
    """For as long as anybody would wait, and not when the test is over."""
    until = time.time() + 600
    while os.path.isdir(HERE) and time.time() < until:
        time.sleep(0.2)
    sys.exit(1)


def configuration(path):
    try:
        with open(path) as file:
            text = file.read()
    except OSError:
        fail("Failed to read config file: %s: No such file or directory" % path, 3)
    if not XM:
        say("Parsing config from " + path)
    config = dict(re.findall(r"""^(\w+)\s*=\s*["']([^"'\n]*)["']""", text, re.M))
    vif = re.findall(r"""^vif\s*=\s*\[(.*)\]""", text, re.M)
    config["nics"] = re.findall(r"""["']([^"']*)["']""", vif[-1] if vif else "")
    if "name" not in config:
        say("%s:0: config parsing error near <newline>: syntax error, unexpected NEWLINE, expecting "
            "STRING or NUMBER or '['" % path)
        fail("Failed to parse config: Invalid argument")
    return config


def row(domain, emptied=False):
    flags = list("------")
    if domain["shutdown"]:
        flags[3] = "s"
        # xl has the reason in the fifth place, xm a 'c'.
        flags[4] = domain["shutdown"] if not XM or domain["shutdown"] == "c" else "-"
    elif domain["paused"]:
        flags[2] = "p"
    name = "(null)" if emptied else domain["name"]
    return "%-40s %5d %5d %5d     %s  %8.1f" % (
        name, domain["id"], 96, 1, "".join(flags), domain["time"])


def list_domains(world, words):
    heading = "Name                                        ID   Mem VCPUs\tState\tTime(s)"
    if XM:
        heading = "%-40s %5s %5s %5s %10s %9s" % ("Name", "ID", "Mem", "VCPUs", "State", "Time(s)")
    emptied = world.faults.get("emptied")
    alive = [d for d in world.domains if not d["returns"]]
    off = [n for n in world.data["managed"] if n not in [d["name"] for d in alive]]
    unmanaged = "%-40s %5s %5d %5d %10s %8.1f"
    if words:
        domain = world.find(words[0])
        if domain and not domain["returns"]:
            print(heading)
            print(row(domain, emptied))
        elif words[0] in off:
            print(heading)
            print(unmanaged % (words[0], "", 96, 1, "", 0))
        else:
            unknown(world, words[0])
        return
    print(heading)
    zero = {"name": "Domain-0", "id": 0, "paused": False, "shutdown": "", "time": 28.1}
    print(row(zero, emptied).replace("------", "r-----"))
    for domain in alive:
        print(row(domain, emptied))
    for name in off:
        print(unmanaged % (name, "", 96, 1, "", 0))
    nameless = int(world.faults.get("nameless", 0))
    if nameless:
        world.faults["nameless"] = nameless - 1
        print("%-40s %5d %5d %5d     %s  %8.1f" % ("(null)", 99, 0, 0, "--p---", 0))
    if "remains" in world.faults:
        print("%-40s %5d %5d %5d     %s  %8.1f" % ("(null)", int(world.faults["remains"]), 0, 1, "--p--d", 5))


def unknown(world, name):
    if XM:
        fail("Error: Domain '%s' does not exist." % name, 3)
    if name.isdigit():
        fail("Error: Domain '%s' does not exist." % name)
    fail("%s is an invalid domain identifier (rc=%d)" % (name, -5 if world.faults.get("rc5") else -6))


def create(world, path):
    config = configuration(path)
    fault = world.faults.get("create")
    taken = [d["name"] for d in world.domains]
    if config["name"] in taken:
        if XM:
            fail("Error: Domain '%s' already exists with ID '%d'" % (
                config["name"], world.domains[taken.index(config["name"])]["id"]))
        say('libxl: error: libxl_domain.c:81:libxl__domain_rename: Domain %d:Domain with name "%s" '
            "already exists." % (world.data["next"], config["name"]))
        world.data["next"] += 1
        sys.exit(3)
    if fault == "fail":
        fail("xc: error: panic: xg_dom_boot.c:119: xc_dom_boot_mem_init: can't allocate low memory "
             "for domain: Out of memory", 3)
    domain = world.add(config)
    if fault == "hang":
        domain["paused"], domain["time"] = True, 0.0
    return domain


def keep(domain):
    """What `xl create` and `xl migrate-receive` leave behind: it writes the guest's log, brings it back when it reboots,
    and ends with it."""
    if os.fork():
        return
    os.setsid()
    os.makedirs(LOGS, exist_ok=True)
    path = os.path.join(LOGS, "xl-%s.log" % domain["name"])
    if os.path.exists(path):
        os.rename(path, path + ".1")
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(os.open("/dev/null", os.O_RDWR), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    number, until = domain["id"], time.time() + 300

    def write(*lines):
        os.write(1, "".join(line + "\n" for line in lines).encode())

    def wait(domain):
        write("Waiting for domain %s (domid %d) to die [pid %d]" % (domain["name"], number, os.getpid()))

    wait(domain)
    while time.time() < until:
        with World() as world:
            mine = next((d for d in world.domains if d["id"] == number), None)
            if mine is None:
                write("Domain %d has been destroyed." % number)
                break
            if mine["shutdown"] == "s":
                write("Domain %d has shut down, reason code 2 0x2" % number, "Domain has suspended.", "Done. Exiting now")
                break
            if mine["shutdown"]:
                reason = 3 if mine["shutdown"] == "c" else 0
                write("Domain %d has shut down, reason code %d 0x%x" % (number, reason, reason),
                      "Action for shutdown reason code %d is preserve" % reason, "Done. Exiting now")
                break
            if mine["returns"] and mine["returns"] <= time.time():
                world.domains.remove(mine)
                number = world.add(mine["config"])["id"]
                wait(mine)
        time.sleep(0.05)
    os._exit(0)


def information(world):
    """xl info, as far as anybody reads it."""
    print("host                   : %s" % os.path.basename(NODE))
    print("virt_caps              : pv hvm hap gnttab-v1 gnttab-v2")
    print("total_memory           : 1279")
    print("free_memory            : %s" % (world.faults.get("free") or "622"))
    print("xen_commandline        : console=com1 dom0_mem=640M,max:640M noreboot")


def long_list(world, name):
    domain = world.find(name)
    if domain is None:
        unknown(world, name)
    disks = [{"pdev_path": domain["config"]["disk"], "vdev": "xvda"}] if "disk" in domain["config"] else []
    print(json.dumps([{
        "domid": domain["id"],
        "config": {
            "c_info": {"type": domain["config"].get("type", "pvh"), "name": domain["name"],
                       "uuid": domain["config"]["uuid"]},
            "b_info": {"max_vcpus": 1, "max_memkb": 98304, "target_memkb": 98304},
            "disks": disks,
            "nics": [
                {"devid": number, "mac": re.search(r"\bmac=([0-9a-fA-F:]+)", nic).group(1)}
                for number, nic in enumerate(domain["config"]["nics"])]}}], indent=4))


STREAM = "xl migration receiver stream"


def migrate(words):
    """The sender: the other end is `xl migrate-receive`, run by the command of -s as a shell takes it."""
    shell = "ssh"
    if words[0] == "-s":
        shell, words = words[1], words[2:]
    name, host = words
    with World() as world:
        domain = world.find(name)
        if domain is None or domain["returns"]:
            unknown(world, name)
        number, config, pause = domain["id"], domain["config"], float(world.faults.get("move") or 0.3)

    def change(**values):
        with World() as world:
            for mine in world.domains:
                if mine["id"] == number:
                    mine.update(values)

    other = subprocess.Popen(["/bin/sh", "-c", "exec %s %s xl migrate-receive" % (shell, host)],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def told():
        return other.stdout.readline().rstrip("\n")

    def tell(text):
        try:
            other.stdin.write(text + "\n")
            other.stdin.flush()
        except OSError:
            pass

    if told() != STREAM:
        say("libxl: error: libxl_utils.c:505:libxl_read_exactly: file/stream truncated reading banner from migration "
            "receiver stream")
        fail("libxl: info: libxl_exec.c:117:libxl_report_child_exitstatus: migration transport process [%d] exited with "
             "error status %d" % (other.pid, other.wait() % 256))
    say("Saving to migration stream new xl format (info 0x3/0x0/838)")
    if config.get("type") == "pv":
        say("xc: info: Saving domain %d, type x86 PV" % number)
        say("xc: error: Failed to enable logdirty: 95,22,0 (22 = Invalid argument): Internal error")
        say("xc: error: Save failed (22 = Invalid argument): Internal error")
        say("libxl: error: libxl_stream_write.c:347:libxl__xc_domain_save_done: Domain %d:saving domain: domain did not "
            "respond to suspend request: Invalid argument" % number)
        say("migration sender: libxl_domain_suspend failed (rc=-8)")
        fail("Migration failed, failed to suspend at sender.")
    say("xc: info: Saving domain %d, type x86 HVM" % number)
    tell(json.dumps(config))
    until = time.time() + pause
    while time.time() < until and other.poll() is None:
        time.sleep(0.02)
    if other.poll() is not None:
        say("libxl: error: libxl_utils.c:505:libxl_read_exactly: file/stream truncated reading ipc msg header from domain "
            "%d save/restore helper stdout pipe" % number)
        say("libxl: error: libxl_exec.c:127:libxl_report_child_exitstatus: domain %d save/restore helper [%d] died due to "
            "fatal signal Broken pipe" % (number, other.pid + 3))
        say("migration sender: libxl_domain_suspend failed (rc=-3)")
        say("libxl: info: libxl_exec.c:117:libxl_report_child_exitstatus: migration transport process [%d] exited with "
            "error status 143" % other.pid)
        fail("Migration failed, resuming at sender.")
    change(shutdown="s")
    time.sleep(0.15)
    tell("all")
    say("migration sender: Target has acknowledged transfer.")
    change(name=name + "--migratedaway")
    say("migration sender: Giving target permission to start.")
    tell("start")
    answer = told()
    if answer == "":
        say("** Migration failed during final handshake **")
        say("Domain state is now undefined !")
        fail("Please CHECK AT BOTH ENDS for running instances, before renaming and resuming at most one instance.")
    if answer != "0":
        say("migration sender: Target reports startup failure (status code %s)." % answer)
        say("migration sender: Trying to resume at our end.")
        change(name=name, shutdown="")
        say("migration sender: Resumed OK.")
        fail("Migration failed due to problems at target.")
    say("migration sender: Target reports successful startup.")
    with World() as world:
        world.data["domains"] = [d for d in world.domains if d["id"] != number]
    say("Migration successful.")


def migrate_receive():
    """The receiver: it keeps the guest under its name on the move until the sender lets it start."""
    print(STREAM, flush=True)
    text = sys.stdin.readline()
    if not text:
        sys.exit(1)
    config = json.loads(text)
    name = config["name"]
    with World() as world:
        domain = world.add(config)
        domain.update(name=name + "--incoming", paused=True, time=0.0)
        number = domain["id"]
    keep(domain)

    def leave(status):
        with World() as world:
            world.data["domains"] = [d for d in world.domains if d["id"] != number]
        sys.exit(status)

    def stopped(*_):
        leave(143)

    signal.signal(signal.SIGTERM, stopped)
    if sys.stdin.readline() != "all\n" or sys.stdin.readline() != "start\n":
        leave(1)
    with World() as world:
        faults, taken = dict(world.faults), any(d["name"] == name for d in world.domains)
        for mine in world.domains:
            if mine["id"] == number and not taken and faults.get("receive") != "fail":
                mine.update(name=name, paused=False)
    if taken or faults.get("receive") == "fail":
        print("6", flush=True)
        leave(1)
    if not faults.get("handshake"):
        print("0", flush=True)


def migrate_by_xend(words):
    """xm migrate: xend speaks to the other node's xend, and calls the guest migrating-NAME meanwhile."""
    name, host = [w for w in words if not w.startswith("-")]
    with World() as world:
        domain = world.find(name)
        if domain is None:
            unknown(world, name)
        number, pause = domain["id"], float(world.faults.get("move") or 0.3)
        domain["name"] = "migrating-" + name
    tools = tools_of(host)
    time.sleep(pause)
    with World() as world:
        mine = next(d for d in world.domains if d["id"] == number)
        if not tools:
            mine["name"] = name
            fail("Error: can't connect: No route to host")
        world.domains.remove(mine)
    with World(tools) as world:
        world.add(dict(mine["config"], name=name))


def tools_of(host):
    """Where the tools of another node are; None for one that is not there."""
    for node in (os.path.join(NODE, host), os.path.dirname(NODE)):
        if os.path.basename(host) == host and os.path.isdir(os.path.join(node, "bin")):
            return os.path.join(node, "bin")
    return None


def transport(words):
    host, rest = words[0], words[1:]
    tools = tools_of(host)
    with World() as world:
        cut = world.faults.get("cut")
    if not tools or cut:
        fail("ssh: connect to host %s port 22: No route to host" % host, 255)
    program = os.path.join(tools, rest[0])
    if not os.path.exists(program):
        program = "/bin/" + rest[0]
    os.execv(program, [program] + rest[1:])


def shut_down(world, words):
    fallback = "-F" in words and not XM
    name = [w for w in words if not w.startswith("-")][0]
    domain = world.find(name)
    if domain is None or domain["returns"]:
        unknown(world, name)
    if not XM:
        say("Shutting down domain %d" % domain["id"])
    extra = domain["config"].get("extra", "").split()
    if domain["paused"] or domain["shutdown"]:
        domain["asked"] = True
        return 60
    if "nopv" in extra and not fallback:
        say("PV control interface not available: external graceful shutdown not possible.")
        say('Use "-F" to fallback to ACPI power event.')
        fail("shutdown failed (rc=-14)")
    if "nopv" in extra:
        say("PV control interface not available: sending ACPI power button event.")
    if "noshut" not in extra:
        domain["ends"] = time.time() + (1 if "slow" in extra else 0.1)
    return 0


def toolstack(words):
    with World() as world:
        faults = world.faults
        stuck = faults.get("hang") in ("all", words[0])
        if not stuck and faults.get("noxen") and not XM:
            fail("ERROR:  Can't find hypervisor information in sysfs!")
        if not stuck and faults.get("noxend") and XM:
            fail("Error: Unable to connect to xend: Connection refused. Is xend running?")
    if stuck:
        hang()
    command, rest, wait, made = words[0], words[1:], 0, None
    if command == "migrate":
        return migrate_by_xend(rest) if XM else migrate(rest)
    if command == "migrate-receive" and not XM:
        return migrate_receive()
    with World() as world:
        if command == "list" and rest[:1] == ["-l"]:
            long_list(world, rest[1])
        elif command == "info":
            information(world)
        elif command == "list":
            list_domains(world, rest)
        elif command == "create":
            made = create(world, rest[0])
            stuck = world.faults.get("create") == "hang"
        elif command == "new" and XM:
            config = configuration(rest[0])
            world.data["managed"].append(config["name"])
            world.data["store"]["managed/" + config["name"]] = config
        elif command == "start" and XM and rest[0] in world.data["managed"]:
            world.add(world.data["store"]["managed/" + rest[0]])
        elif command == "shutdown":
            wait = shut_down(world, rest)
        elif command in ("destroy", "pause", "unpause"):
            domain = world.find(rest[0])
            if domain is None or domain["returns"]:
                unknown(world, rest[0])
            if command == "destroy":
                world.domains.remove(domain)
            elif command == "unpause" and domain["shutdown"] == "s":
                # xl 4.17 has no way to let a suspended domain go on.
                fail("libxl: error: libxl_domain.c:688:domain_unpause_done: Domain %d:Unpausing domain: Invalid argument"
                     % domain["id"])
            else:
                domain["paused"] = command == "pause"
                if command == "unpause" and domain["asked"]:
                    domain["ends"] = time.time() + 0.1
        else:
            fail("command not implemented")
    if stuck:
        hang()
    if made and XM:
        print("Started domain %s (id=%d)" % (made["name"], made["id"]))
    elif made:
        keep(made)
    if wait:
        time.sleep(wait)
        say("libxl: error: libxl_domain.c:854:pvcontrol_cb: guest didn't acknowledge control request: -9")
        fail("shutdown failed (rc=-9)")


def stage(words):
    with World() as world:
        if words[0] == "names":
            for domain in world.domains:
                print(domain["name"], "paused" if domain["paused"] else domain["shutdown"] or "up",
                      domain["id"])
            return
        if words[0] == "fault":
            world.faults[words[1]] = "" if words[2] == "0" else words[2]
            return
        domain = next(d for d in world.domains if d["name"] == words[1])
        if words[0] == "poweroff":
            world.end(domain, "-", "on_poweroff")
        elif words[0] == "crash":
            world.end(domain, "c", "on_crash")
        elif words[0] == "suspend":
            domain["shutdown"] = "s"
        elif words[0] == "reboot":
            domain["returns"] = time.time() + float(words[2])
        elif words[0] == "rename":
            domain["name"] = words[2]
        else:
            fail("xen-stage: what is " + words[0])


def xenstore(words):
    with World() as world:
        stuck = world.faults.get("hang") == "all"
        store = {} if world.faults.get("emptied") else world.data["store"]
        if not stuck and TOOL == "xenstore-write":
            store[words[0]] = words[1]
        elif not stuck:
            if words[0] not in store:
                fail("xenstore-read: couldn't read path " + words[0])
            print(store[words[0]])
    if stuck:
        hang()


if __name__ == "__main__":
    with open(os.path.join(HERE, "calls"), "a") as calls:
        calls.write(" ".join([TOOL] + sys.argv[1:]) + "\n")
    {"xl": toolstack, "xm": toolstack, "xen-stage": stage, "xen-transport": transport}.get(TOOL, xenstore)(sys.argv[1:])
