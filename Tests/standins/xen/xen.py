#!/usr/bin/python3 -IS
"""A Xen for tests: xl, xm, xenstore-read, xenstore-write and, to make things happen, xen-stage.

What xl prints and exits with is that of real runs of xl 4.17 (xl-transcripts.md; the tables of test-beds.md, "Exact
outputs and exit codes"); the words of xm, of xl when there is no paravirtual driver, and the names of guests on the move
are those of guest-agents.md, section 3.2. What those documents mark as recollection is recollection here too.

The state lies in the directory of the link that it is called by: xen-state.json, and calls, a line for each call.
A guest's configuration decides how it behaves, by words in `extra`: noshut (acknowledges a shutdown and does nothing),
nopv (no paravirtual driver), slow (takes a second to shut down).

    xen-stage fault KEY VALUE   hang list | hang all | rc5 1 | emptied 1 | noxen 1 | noxend 1 | nameless N (that many
                                lists have a row without a name) | create fail | create hang
    xen-stage poweroff|crash|suspend NAME    xen-stage reboot NAME SECONDS    xen-stage rename NAME NEW
    xen-stage names             name and state of every guest, a line each
"""

import fcntl
import json
import os
import re
import sys
import time

HERE = os.path.dirname(os.path.abspath(sys.argv[0]))
STATE = os.path.join(HERE, "xen-state.json")
TOOL = os.path.basename(sys.argv[0])
XM = TOOL == "xm"


class World:
    """The state, locked while it is used; settled first, as time may have ended guests."""

    def __enter__(self):
        if not os.path.isdir(HERE):
            os._exit(0)
        self.lock = open(STATE + ".lock", "w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        try:
            with open(STATE) as file:
                self.data = json.load(file)
        except FileNotFoundError:
            self.data = {"next": 1, "domains": [], "managed": [], "store": {}, "faults": {}}
        for domain in list(self.domains):
            if domain.get("ends", 0) and domain["ends"] <= time.time():
                domain["ends"] = 0
                self.end(domain, "-", "on_poweroff")
        return self

    def __exit__(self, *_):
        with open(STATE + ".new", "w") as file:
            json.dump(self.data, file)
        os.rename(STATE + ".new", STATE)
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
    """What `xl create` leaves behind: it brings a guest back that reboots, and ends with it."""
    if os.fork():
        return
    os.setsid()
    null = os.open("/dev/null", os.O_RDWR)
    for number in range(3):
        os.dup2(null, number)
    name, until = domain["name"], time.time() + 300
    while time.time() < until:
        with World() as world:
            mine = next((d for d in world.domains if d["name"] == name), None)
            if mine is None:
                break
            if mine["returns"] and mine["returns"] <= time.time():
                world.domains.remove(mine)
                world.add(mine["config"])
        time.sleep(0.05)
    os._exit(0)


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
    with World() as world:
        if command == "list":
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
    {"xl": toolstack, "xm": toolstack, "xen-stage": stage}.get(TOOL, xenstore)(sys.argv[1:])
