"""A resource group manager for tests: what the stand-ins of a Solaris Cluster's commands share.

It keeps types, groups and resources in one file, refuses what the real one refuses (Contract, Affinities; Contract,
Dependencies), and runs the methods of SUNW.gds by our own engine, so that a group that is brought online here has running
services. What is UNVERIFIED there is so here too.

HA_XVM_STANDIN_STATE     directory of the state; $HA_XVM_ROOT/var/standin without it
HA_XVM_STANDIN_PROGRAM   the program whose gds_* names are the methods of SUNW.gds
HA_XVM_STANDIN_NODES     the nodes; the first is the one that the commands run on (node1,node2)
HA_XVM_STANDIN_KILL      N: after the N-th change the caller of the command is killed
HA_XVM_STANDIN_REFUSE    N: the N-th change is refused
"""

import fcntl
import os
import sys

# Nothing else is imported at once: a look at the cluster starts a command for each value that it asks for.

# Contract, Exit statuses of the commands.
EINVAL, EDEPEND, ESTATE, EMETHOD, EPROP, ENOENT, EEXIST, ETYPE = 3, 8, 9, 10, 15, 36, 39, 41

# name: (type, class, default, when it may be changed, minimum, maximum); Contract, Properties of SUNW.gds.
ANY, DISABLED, CREATION = "ANYTIME", "WHEN_DISABLED", "AT_CREATION"
COMMON = {
    "R_description": ("string", "standard", "", ANY),
    "Failover_mode": ("enum:NONE,SOFT,HARD,RESTART_ONLY,LOG_ONLY", "standard", "SOFT", ANY),
    "Start_timeout": ("int", "standard", "300", ANY),
    "Stop_timeout": ("int", "standard", "300", ANY),
    "Validate_timeout": ("int", "standard", "300", ANY),
    "Retry_count": ("int", "standard", "2", ANY),
    "Retry_interval": ("int", "standard", "370", ANY),
    "Thorough_probe_interval": ("int", "standard", "60", ANY),
    "Scalable": ("boolean", "standard", "FALSE", CREATION),
    "Port_list": ("list", "standard", "", ANY),
    "Pre_evict": ("boolean", "standard", "FALSE", DISABLED),
    "Resource_dependencies": ("list", "standard", "", ANY),
    "Resource_dependencies_weak": ("list", "standard", "", ANY),
    "Resource_dependencies_restart": ("list", "standard", "", ANY),
    "Resource_dependencies_offline_restart": ("list", "standard", "", ANY),
}
GDS = {
    **COMMON,
    "Start_command": ("string", "extension", None, DISABLED),
    "Stop_command": ("string", "extension", "", DISABLED),
    "Probe_command": ("string", "extension", "", DISABLED),
    "Validate_command": ("string", "extension", "", DISABLED),
    "Probe_timeout": ("int", "extension", "30", ANY),
    "Child_mon_level": ("int", "extension", "-1", DISABLED),
    "Failover_enabled": ("boolean", "extension", "TRUE", DISABLED),
    "Stop_signal": ("int", "extension", "15", DISABLED),
    "Log_level": ("enum:NONE,INFO,ERR", "extension", "NONE", ANY),
    "Network_aware": ("boolean", "extension", "TRUE", CREATION),
    "Monitor_retry_count": ("int", "extension", "4", ANY),
    "Monitor_retry_interval": ("int", "extension", "2", ANY),
}
TYPES = {
    "SUNW.gds": GDS,
    "SUNW.LogicalHostname": {**COMMON, "HostnameList": ("list", "extension", "", CREATION)},
    "SUNW.HAStoragePlus": {**COMMON, "Zpools": ("list", "extension", "", DISABLED)},
}
PREREGISTERED = ["SUNW.LogicalHostname", "SUNW.SharedAddress"]
GROUP = {
    "Nodelist": ("list", "", None),
    "RG_description": ("string", "", None),
    "RG_affinities": ("list", "", None),
    "Priority": ("int", "500", None),
    "Load_factors": ("list", "", None),
    "Pingpong_interval": ("int", "3600", None),
    "Failback": ("boolean", "FALSE", None),
    "Auto_start_on_new_cluster": ("boolean", "TRUE", None),
    "Desired_primaries": ("int", "1", None),
    "Maximum_primaries": ("int", "1", None),
}
STRONG = (
    "Resource_dependencies",
    "Resource_dependencies_restart",
    "Resource_dependencies_offline_restart",
)


class Refusal(Exception):
    """What the real command would refuse: its exit status and its words."""

    def __init__(self, status, words):
        super().__init__(words)
        self.status = status


def nodes():
    return os.environ.get("HA_XVM_STANDIN_NODES", "node1,node2").split(",")


def here():
    return nodes()[0]


def directory():
    return os.environ.get("HA_XVM_STANDIN_STATE") or os.environ.get("HA_XVM_ROOT", "") + "/var/standin"


def load():
    try:
        with open(directory() + "/state", encoding="utf-8") as file:
            return eval(file.read(), {"__builtins__": {}})  # our own literals
    except FileNotFoundError:
        return {"types": list(PREREGISTERED), "groups": {}, "resources": {}}


class Change:
    """One changing command: alone at a time, written down, and numbered for HA_XVM_STANDIN_KILL and HA_XVM_STANDIN_REFUSE."""

    def __enter__(self):
        os.makedirs(directory(), exist_ok=True)
        self.lock = open(directory() + "/lock", "w", encoding="utf-8")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        with open(directory() + "/commands", "a+", encoding="utf-8") as log:
            log.write(" ".join([os.path.basename(sys.argv[0])] + sys.argv[1:]).replace("\n", " ") + "\n")
            log.flush()
            log.seek(0)
            self.number = str(len(log.readlines()))
        if os.environ.get("HA_XVM_STANDIN_REFUSE") == self.number:
            raise Refusal(1, "refused, because the test wants it so")
        self.state = load()
        return self.state

    def __exit__(self, kind, value, trace):
        # A method that failed has changed the state as well.
        if kind is None or kind is Refusal:
            save(self.state)
        self.lock.close()
        if kind is None and os.environ.get("HA_XVM_STANDIN_KILL") == self.number:
            os.kill(os.getppid(), 9)


def save(state):
    with open(directory() + "/new", "w", encoding="utf-8") as file:
        file.write(repr(state) + "\n")
    os.replace(directory() + "/new", directory() + "/state")


# Properties


def named(table, name):
    """The proper spelling of a property's name, which is not case-sensitive."""
    return next((key for key in table if key.lower() == name.lower()), None)


def value(kind, text, name):
    if kind == "int":
        try:
            int(text)
        except ValueError:
            raise Refusal(EINVAL, f'Invalid value "{text}" for property "{name}"') from None
    if kind == "boolean":
        if text.lower() not in ("true", "false", "yes", "no", "1", "0"):
            raise Refusal(EINVAL, f'Invalid value "{text}" for property "{name}"')
        return "TRUE" if text.lower() in ("true", "yes", "1") else "FALSE"
    if kind.startswith("enum:"):
        if text.upper() not in kind[5:].split(","):
            raise Refusal(EINVAL, f'Invalid value "{text}" for property "{name}"')
        return text.upper()
    return text


def assign(table, properties, words, adding=False):
    """Applies NAME=VALUE words, and NAME+=VALUE and NAME-=VALUE where `adding`; returns the names."""
    changed = []
    for kind, word in words:
        left, equals, text = word.partition("=")
        sign = left[-1:] if left[-1:] in "+-" else ""
        name = named(table, left.rstrip("+-"))
        if not equals or name is None:
            raise Refusal(EPROP, f'Property "{left}" does not exist')
        if kind in ("standard", "extension") and table[name][1] != kind:
            raise Refusal(EPROP, f'"{name}" is not a property of the class {kind}')
        if sign:
            if not adding or table[name][0] != "list":
                raise Refusal(EINVAL, f'"{sign}=" cannot be used with "{name}"')
            old = [item for item in properties.get(name, "").split(",") if item]
            items = text.split(",")
            kept = [item for item in old if item not in items]
            text = ",".join(kept + (items if sign == "+" else []))
        properties[name] = value(table[name][0], text, name)
        changed.append(name)
    return changed


# Types


def type_name(text):
    return text.split(":")[0] if "." in text else "SUNW." + text.split(":")[0]


def register_type(state, name, file):
    name = type_name(name)
    if name in state["types"]:
        raise Refusal(EEXIST, f'Resource type "{name}" is already registered')
    if name not in TYPES:
        if not file or not os.path.exists(file):
            raise Refusal(ENOENT, f'The registration file of "{name}" was not found')
        state.setdefault("tables", {})[name] = registration_file(name, file)
    state["types"].append(name)


def rows_of(state, name):
    """The properties of a type: of one that came with a file, those that the file declares."""
    return TYPES.get(name) or state["tables"][name]


def registration_file(name, path):
    """The properties that a registration file declares: Contract, Registration files."""
    import re

    with open(path, encoding="utf-8") as file:
        text = re.sub(r"^[ \t]*#.*$", "", file.read(), flags=re.M)
    head = dict(re.findall(r'^(\w+)\s*=\s*"?([^";]*)"?;', text.split("{")[0], flags=re.M))
    if f"{head.get('Vendor_id')}.{head.get('Resource_type')}" != name:
        raise Refusal(EINVAL, f'"{path}" does not declare "{name}"')
    rows = dict(COMMON)
    for entry in re.findall(r'\{((?:[^{}"]|"[^"]*"|\{[^{}]*\})*)\}', text):
        words = {
            key.lower(): choices or value.strip().strip('"')
            for key, value, choices in re.findall(r'(\w+)(?:\s*=\s*("[^"]*"|[^;"]*)|\s*(\{[^}]*\}))?\s*;', entry)
        }
        title = words["property"]
        when = {"when_disabled": DISABLED, "at_creation": CREATION}.get(words.get("tunable", "").lower(), ANY)
        if "extension" not in words:
            kind, of, _, _ = rows[title]
            rows[title] = (kind, of, words.get("default", ""), when)
            continue
        kind = next(one for one in ("string", "boolean", "int", "enum", "stringarray") if one in words)
        if kind == "enum":
            kind += ":" + ",".join(one.strip() for one in words["enum"].strip("{} ").split(","))
        rows[title] = ({"stringarray": "list"}.get(kind, kind), "extension", words.get("default"), when)
    return rows


def unregister_type(state, name):
    name = type_name(name)
    if name not in state["types"]:
        raise Refusal(ETYPE, f'Resource type "{name}" is not registered')
    if any(resource["type"] == name for resource in state["resources"].values()):
        raise Refusal(EDEPEND, f'There are resources of the type "{name}"')
    state["types"].remove(name)
    state.get("tables", {}).pop(name, None)


# Groups


def group(state, name):
    if name not in state["groups"]:
        raise Refusal(ENOENT, f'Resource group "{name}" does not exist')
    return state["groups"][name]


def members(state, name):
    return [key for key, item in state["resources"].items() if item["group"] == name]


def affinities(state, name):
    words = state["groups"][name]["properties"].get("RG_affinities", "").split(",")
    return [(word[: len(word) - len(word.lstrip("+-"))], word.lstrip("+-")) for word in words if word]


def check_group(state, name):
    for sign, target in affinities(state, name):
        if sign not in ("+", "++", "+++", "-", "--") or target == name or target not in state["groups"]:
            raise Refusal(EINVAL, f'RG_affinities of "{name}": "{sign}{target}" names no other resource group')
    for node in state["groups"][name]["properties"]["Nodelist"].split(","):
        if node not in nodes():
            raise Refusal(EINVAL, f'"{node}" is not a node of the cluster')


def create_group(state, name, words):
    if name in state["groups"]:
        raise Refusal(EEXIST, f'Resource group "{name}" already exists')
    properties = {"Nodelist": ",".join(nodes())}
    assign(GROUP, properties, words)
    state["groups"][name] = {"properties": properties, "managed": False, "node": None}
    try:
        check_group(state, name)
    except Refusal:
        del state["groups"][name]
        raise


def set_group(state, name, words):
    item = group(state, name)
    old = dict(item["properties"])
    assign(GROUP, item["properties"], words, adding=True)
    try:
        check_group(state, name)
    except Refusal:
        item["properties"] = old
        raise


def delete_group(state, name):
    item = group(state, name)
    if members(state, name):
        raise Refusal(EDEPEND, f'Resource group "{name}" is not empty')
    if item["managed"]:
        raise Refusal(ESTATE, f'Resource group "{name}" is not unmanaged')
    for other in state["groups"]:
        if any(target == name for _, target in affinities(state, other)):
            raise Refusal(EDEPEND, f'Resource group "{other}" has an affinity for "{name}"')
    del state["groups"][name]


def unmanage(state, name):
    item = group(state, name)
    if item["node"]:
        raise Refusal(ESTATE, f'Resource group "{name}" is online')
    if any(state["resources"][key]["enabled"] for key in members(state, name)):
        raise Refusal(ESTATE, f'Resource group "{name}" has enabled resources')
    item["managed"] = False


def online(state, name, node=None):
    item = group(state, name)
    if not item["managed"]:
        raise Refusal(ESTATE, f'Resource group "{name}" is unmanaged')
    where = item["properties"]["Nodelist"].split(",")
    if node and node not in where:
        raise Refusal(EINVAL, f'"{node}" is not in the node list of "{name}"')
    if item["node"] and node in (None, item["node"]):
        return settle(state, name)
    free = [one for one in ([node] if node else where) if allowed(state, name, one)]
    if not free:
        raise Refusal(ESTATE, f'The affinities of "{name}" allow it on no node')
    if item["node"]:
        # A stop method may ask where the group goes: Contract, Where a stop goes.
        item["target"] = free[0]
        save(state)
        offline(state, name)
        del item["target"]
    item["node"] = free[0]
    for other, there in state["groups"].items():
        if ("--", name) in affinities(state, other) and there["node"] == item["node"]:
            # The source yields: it moves, or goes offline.
            offline(state, other)
            for one in there["properties"]["Nodelist"].split(","):
                if allowed(state, other, one):
                    there["node"] = one
                    settle(state, other)
                    break
    settle(state, name)


def allowed(state, name, node):
    for sign, target in affinities(state, name):
        there = state["groups"][target]["node"] == node
        if (sign == "--" and there) or (sign in ("++", "+++") and not there):
            return False
    return True


def offline(state, name):
    item = group(state, name)
    for key in reversed(ordered(state, name)):
        stop(state, key)
    item["node"] = None


def ordered(state, name):
    """The resources of a group, each behind those that it depends on."""
    done = []

    def visit(key):
        if key in done or state["resources"].get(key, {}).get("group") != name:
            return
        for row in STRONG + ("Resource_dependencies_weak",):
            for other in state["resources"][key]["properties"].get(row, "").split(","):
                visit(other.split("{")[0])
        done.append(key)

    for key in members(state, name):
        visit(key)
    return done


def settle(state, name):
    """Starts what is enabled in a group that is online here."""
    failed = []
    for key in ordered(state, name):
        if state["resources"][key]["enabled"] and not start(state, key):
            failed.append(key)
    if failed:
        raise Refusal(EMETHOD, f'The start of "{failed[0]}" failed')


# Resources


def resource(state, name):
    if name not in state["resources"]:
        raise Refusal(ENOENT, f'Resource "{name}" does not exist')
    return state["resources"][name]


def depends(state, name, rows=STRONG):
    """The resources that depend on one."""
    return [
        key
        for key, item in state["resources"].items()
        if any(name in (one.split("{")[0] for one in item["properties"].get(row, "").split(",")) for row in rows)
    ]


def check_resource(state, name, properties):
    for row in STRONG + ("Resource_dependencies_weak",):
        for other in filter(None, properties.get(row, "").split(",")):
            if other.split("{")[0] == name or other.split("{")[0] not in state["resources"]:
                raise Refusal(EINVAL, f'{row} of "{name}": resource "{other}" does not exist')


def create_resource(state, name, in_group, of_type, words, enabled):
    group(state, in_group)
    of_type = type_name(of_type)
    if of_type not in state["types"]:
        raise Refusal(ETYPE, f'Resource type "{of_type}" is not registered')
    if name in state["resources"]:
        raise Refusal(EEXIST, f'Resource "{name}" already exists')
    table = rows_of(state, of_type)
    properties = {key: row[2] for key, row in table.items() if row[2]}
    assign(table, properties, words)
    for key, row in table.items():
        if row[2] is None and not properties.get(key):
            raise Refusal(EPROP, f'Property "{key}" must be specified')
    if table is GDS and properties["Network_aware"] == "TRUE" and not properties.get("Port_list"):
        raise Refusal(EPROP, 'Property "Port_list" must be specified')
    check_resource(state, name, properties)
    item = {"type": of_type, "group": in_group, "properties": properties}
    item.update(enabled=enabled, monitored=True, state="Offline", message="Offline")
    validate(item, name, "-c", properties)
    state["resources"][name] = item
    if enabled and state["groups"][in_group]["node"]:
        settle(state, in_group)


def set_resource(state, name, words):
    item = resource(state, name)
    table = rows_of(state, item["type"])
    properties = dict(item["properties"])
    changed = assign(table, properties, words, adding=True)
    for key in changed:
        if table[key][3] == CREATION or (table[key][3] == DISABLED and item["enabled"]):
            raise Refusal(EPROP, f'Property "{key}" can be changed {table[key][3]} only')
    check_resource(state, name, properties)
    validate(item, name, "-u", {key: properties[key] for key in changed})
    item["properties"] = properties
    if item["type"] in ("SUNW.gds", "OHAC.xvm") and item["state"] == "Online":
        method(item, name, "gds_update")


def delete_resource(state, name):
    item = resource(state, name)
    if item["enabled"]:
        raise Refusal(ESTATE, f'Resource "{name}" is enabled')
    others = depends(state, name, STRONG + ("Resource_dependencies_weak",))
    if others:
        raise Refusal(EDEPEND, f'Resource "{others[0]}" depends on "{name}"')
    del state["resources"][name]


def enable(state, name):
    item = resource(state, name)
    item["enabled"] = True
    if group(state, item["group"])["node"]:
        settle(state, item["group"])


def disable(state, name):
    item = resource(state, name)
    for other in depends(state, name):
        if state["resources"][other]["enabled"]:
            raise Refusal(EDEPEND, f'Resource "{other}" depends on "{name}" and is enabled')
    stop(state, name)
    item["enabled"] = False


def monitor(state, name, wanted):
    item = resource(state, name)
    item["monitored"] = wanted
    if item["state"] == "Online" and runs_here(state, item):
        method(item, name, "gds_monitor_start" if wanted else "gds_monitor_stop")


def runs_here(state, item):
    return item["type"] in ("SUNW.gds", "OHAC.xvm") and state["groups"][item["group"]]["node"] == here()


def start(state, name):
    item = state["resources"][name]
    if item["state"] == "Online":
        return True
    if runs_here(state, item):
        if method(item, name, "gds_svc_start"):
            item["state"], item["message"] = "Start failed", "Faulted"
            return False
        if item["monitored"]:
            method(item, name, "gds_monitor_start")
    item["state"], item["message"] = "Online", "Online"
    return True


def stop(state, name):
    item = state["resources"][name]
    if item["state"] == "Online" and runs_here(state, item):
        method(item, name, "gds_monitor_stop")
        if method(item, name, "gds_svc_stop"):
            item["state"], item["message"] = "Stop failed", "Faulted"
            raise Refusal(EMETHOD, f'The stop of "{name}" failed')
    item["state"], item["message"] = "Offline", "Offline"


# Methods


def call(arguments):
    import subprocess

    program = os.environ.get("HA_XVM_STANDIN_PROGRAM")
    if not program:
        raise Refusal(EMETHOD, "HA_XVM_STANDIN_PROGRAM is not set")
    with open(directory() + "/methods", "a", encoding="utf-8") as log:
        log.write(" ".join(arguments) + "\n")
        log.flush()
        return subprocess.run(
            [program] + arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.PIPE, check=False
        )


def method(item, name, word):
    done = call([word, "-R", name, "-T", item["type"], "-G", item["group"]])
    sys.stderr.write(done.stderr.decode())
    return done.returncode


def validate(item, name, flag, properties):
    """VALIDATE, with every property at creation and those that are changed afterwards: Contract, How a method is called."""
    if item["type"] not in ("SUNW.gds", "OHAC.xvm"):
        return
    words = ["gds_validate", flag, "-R", name, "-T", item["type"], "-G", item["group"]]
    for key, text in properties.items():
        if key not in GDS:
            continue  # our engine, which stands behind the methods, knows the properties of SUNW.gds alone
        words += ["-r" if GDS[key][1] == "standard" else "-x", f"{key}={text}"]
    done = call(words)
    sys.stderr.write(done.stderr.decode())
    if done.returncode:
        raise Refusal(EMETHOD, f'VALIDATE of "{name}" failed')


# Command lines


def options(arguments, flags, valued):
    """The options and operands of a command line; an option that is neither is refused."""
    given, rest = [], list(arguments)
    while rest and rest[0].startswith("-") and rest[0] != "-":
        word = rest.pop(0)
        letters = word[1:]
        while letters:
            letter, letters = letters[0], letters[1:]
            if letter in valued:
                if not letters and not rest:
                    raise Refusal(EINVAL, f"-{letter} needs an argument")
                given.append((letter, letters or rest.pop(0)))
                break
            if letter not in flags:
                raise Refusal(EINVAL, f"Unrecognized option -{letter}")
            given.append((letter, ""))
    return given, rest


def first(given, letter):
    return next((text for key, text in given if key == letter), None)


def has(given, letter):
    return any(key == letter for key, _ in given)


def words(given, kinds):
    return [(kinds[key], text) for key, text in given if key in kinds]


def operands(rest, everything):
    """The names that are meant; `+` are all."""
    if not rest:
        raise Refusal(EINVAL, "An operand is missing")
    return list(everything) if rest == ["+"] else rest


def versioned(name):
    """A type as scha_resource_get prints it: Contract, Answers of the commands."""
    return name + ":6" if name == "SUNW.gds" else name


def within(state, groups):
    """The resources of some groups, or all: -g limits what `+` means."""
    return [
        name for name, item in state["resources"].items() if not groups or item["group"] in groups.split(",")
    ]


def main(run):
    """Runs a command and gives it its exit status."""
    try:
        sys.exit(run(sys.argv[1:]) or 0)
    except Refusal as refusal:
        sys.stderr.write(f"{os.path.basename(sys.argv[0])}:  {refusal}.\n")
        sys.exit(refusal.status)
