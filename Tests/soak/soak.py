"""Many rehearsal guests on one machine, each under `gds run`, with random deaths for some minutes.

Every second something is killed, as the seed says: a guest's process, one half of its guard, or the rehearsal's daemon, which is
started again. What has to hold, counted before the deaths begin and after they have ended:

  processes    as many as before, of each kind; every guest runs; after the stop not one is left
  descriptors  no process of a kind has more open than one of its kind had before
  memory       the private memory of all together has not grown by more than a tenth
  files        no file more than before, logs aside; no temporary file
  logs         none longer than its limit
  probe        as many system calls as before (strace), so that it stays flat whatever the guest has been through

Prints the figures, then `N passed, M failed`; exits 0 when none failed.
"""
import argparse
import collections
import concurrent.futures
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../faults"))
from world import World  # noqa: E402

options = argparse.ArgumentParser()
options.add_argument("--program", required=True)
options.add_argument("--guests", type=int, default=1000)
options.add_argument("--minutes", type=float, default=3)
options.add_argument("--seed", type=int, default=1)
options = options.parse_args()

world = World(prefix="soak.")
root, environment = world.root, world.env
links = root + "/bin"
limits = {"message_log.txt": 1 << 20, "probe_log.txt": 1 << 20, "start_stop_log.txt": 1 << 20,
          "start_output.txt": 1 << 20, "events": 1 << 18, "history": 1 << 16, "console.log": 1 << 20}
passed = failed = 0


def check(name, holds, words=""):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    print(f"{'ok    ' if holds else 'not ok'} {name}{': ' + words if words else ''}", flush=True)


def call(name, *arguments, check=True, prefix=()):
    return subprocess.run([*prefix, f"{links}/{name}", *arguments], env=environment, cwd="/", text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, check=check, timeout=300)


def guest(number):
    return f"g{number:04}"


# A rehearsal daemon takes 256 guests.
stages = [f"{root}/stage{number}" for number in range((options.guests + 249) // 250)]


def stage(number):
    return stages[number // 250]


# ---- what runs

def processes():
    """Our processes by kind."""
    found = collections.defaultdict(list)
    for pid, words in world.living():
        name = words[0].rsplit("/", 1)[-1]
        if name == "xvm_rehearsal":
            name = words[1] if len(words) > 1 else name
        elif name == "guard_xvm":
            name = "watch" if "--watch" in words else "keeper"
        # A process that was just forked still has its parent's words.
        if name in ("gds", "gds_pmf", "keeper", "watch", "guest", "daemon"):
            found[name].append(pid)
    return found


def descriptors(found):
    """The most descriptors that one process of each kind has open."""
    most = {}
    for kind, pids in found.items():
        for pid in pids:
            try:
                most[kind] = max(most.get(kind, 0), len(os.listdir(f"/proc/{pid}/fd")))
            except OSError:
                pass
    return most


def memory(found):
    """Private memory of all processes of each kind, in KiB."""
    result = collections.Counter()
    for kind, pids in found.items():
        for pid in pids:
            try:
                with open(f"/proc/{pid}/smaps_rollup") as file:
                    text = file.read()
            except OSError:
                continue
            result[kind] += sum(int(n) for n in re.findall(r"^Private_\w+: +(\d+)", text, re.M))
    return result


def files():
    found = {}
    for directory, _, names in os.walk(root):
        for name in names:
            try:
                found[f"{directory}/{name}"[len(root):]] = os.lstat(f"{directory}/{name}").st_size
            except OSError:
                pass
    return found


# What a guest has when there is something to say of it: for the next probe, and how long its stops took.
NOTES = r"/(seen|transitions|learnt)/"


def is_log(path):
    return any(f"/{part}" in path for part in limits)


def kinds(found):
    """The files that are no logs, each as often as it is there; those on a roll are named by a process."""
    return collections.Counter(re.sub(r"(/guards/[^/]+/).*", r"\1", path) for path in found
                               if not is_log(path) and not re.search(NOTES, path))


def running():
    lines = [line for where in stages
             for line in call("xvm_rehearsal", "list", "--state", where).stdout.splitlines()]
    return sum("\trunning" in line for line in lines)


def wait(what, seconds, condition):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.5)
    print(f"       {what}: not within {seconds} s")
    return False


def is_whole():
    found = processes()
    counts = {kind: len(pids) for kind, pids in found.items()}
    return counts == whole and running() == options.guests and all(is_online(n) for n in range(options.guests))


def is_online(number):
    try:
        with open(f"{root}/run/ha-xvm/gds/rg/{guest(number)}/status") as file:
            return "state\tONLINE" in file.read()
    except OSError:
        return False


# ---- the probe

def flags(number):
    return "-R", guest(number), "-G", "rg", "-P", f"{root}/etc/{guest(number)}.conf"


def probe_calls(number):
    log = f"{root}/strace"
    call("probe_xvm", *flags(number), prefix=("strace", "-f", "-qq", "-o", log))
    with open(log) as file:
        lines = file.readlines()
    os.remove(log)
    return len(lines)


def probe_times(numbers):
    times = []
    for number in numbers:
        begin = time.perf_counter()
        call("probe_xvm", *flags(number))
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


# ---- the run

def begin(number):
    name = guest(number)
    world.write(
        f"etc/{name}.xml", f"<domain type='rehearsal'><name>{name}</name><rehearsal><line>boot 0s</line>"
        "<line>heartbeat 3600s</line><line>shutdown 20ms</line></rehearsal></domain>")
    world.write(
        f"etc/{name}.conf", f"Domain_name={name}\nHypervisor=REHEARSAL\nDomain_definition={root}/etc/{name}.xml\n"
        f"Connect_uri={stage(number)}\nStop_timeout=900\nStart_timeout=300\n")
    line = f"-R {name} -G rg -P {root}/etc/{name}.conf"
    properties = [f"{method.capitalize()}_command={links}/{method}_xvm {line}"
                  for method in ("start", "stop", "probe", "validate")]
    # A thousand that are told at once need four minutes on two cores; and a stop without proof must not succeed silently.
    properties += ["Start_timeout=300", "Stop_timeout=900", "Thorough_probe_interval=60", "Probe_timeout=60",
                   "Retry_count=10", "Retry_interval=1200", "First_probe_percent=0", "Start_probe_pause=1",
                   "Stop_exit_on_error=TRUE"]
    words = [word for text in properties for word in ("-p", text)]
    with open(f"{root}/{name}.said", "w") as said:
        engine = subprocess.Popen([f"{links}/gds", "-R", name, "-G", "rg", *words, "run"], env=environment, cwd="/",
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said,
                                  start_new_session=True)
    end = time.monotonic() + 600
    while time.monotonic() < end and engine.poll() is None:
        if is_online(number):
            return engine
        time.sleep(0.2)
    raise SystemExit(f"{name} did not come up: {open(f'{root}/{name}.said').read()}")


def raise_daemons():
    """Starts the daemons that are not there; one that is says so and stays."""
    for where in stages:
        call("xvm_rehearsal", "daemon", "--background", "--state", where, check=False)


def kill(dice, deaths):
    found = processes() if dice.random() < 0.2 or not kill.known else kill.known
    kill.known = found
    kind = dice.choices(["guest", "watch", "keeper", "daemon"], [70, 14, 14, 2])[0]
    if not found[kind]:
        return
    pid = found[kind].pop(dice.randrange(len(found[kind])))
    if not world.owns(pid):
        return
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    deaths[kind] += 1
    if kind == "daemon":
        raise_daemons()
        kill.known = None


kill.known = None


def soak():
    global whole
    os.makedirs(links)
    shutil.copy(options.program, f"{root}/ha-xvm")
    subprocess.run([f"{root}/ha-xvm", "--install", links], env=environment, check=True, stdout=subprocess.DEVNULL)
    raise_daemons()
    begun = time.monotonic()
    workers = os.cpu_count() * 4
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        engines = list(pool.map(begin, range(options.guests)))
    print(f"{options.guests} guests are up after {time.monotonic() - begun:.0f} s", flush=True)
    whole = {kind: options.guests for kind in ("gds", "gds_pmf", "keeper", "watch", "guest")} | {"daemon": len(stages)}
    check("every guest runs, with the processes that belong to it", wait("up", 300, is_whole),
          str({kind: len(pids) for kind, pids in processes().items()}))
    # The first probe after a start puts down that all is well; from then on nothing is written.
    sample = list(range(0, options.guests, max(1, options.guests // 50)))
    for number in sample:
        call("probe_xvm", *flags(number))
    found = processes()
    before = {"fd": descriptors(found), "memory": memory(found), "files": files(),
              "calls": probe_calls(0), "probe": probe_times(sample)}
    total = sum(before["memory"].values())
    print(f"private memory {total / 1024:.0f} MiB, {total / options.guests:.0f} KiB a guest: "
          + ", ".join(f"{kind} {size / len(found[kind]):.0f}" for kind, size in sorted(before["memory"].items())))

    dice = random.Random(options.seed)
    deaths = collections.Counter()
    end = time.monotonic() + options.minutes * 60
    while time.monotonic() < end:
        kill(dice, deaths)
        time.sleep(dice.uniform(0.1, 0.5))
    print(f"deaths in {options.minutes:g} min, seed {options.seed}: " + ", ".join(
        f"{count} of a {kind}" for kind, count in sorted(deaths.items())), flush=True)

    check("every guest is back, with as many processes as before", wait("back", 300, is_whole),
          str({kind: len(pids) for kind, pids in processes().items()}))
    # An engine that has just brought its guest back still holds the lock of the restart.
    time.sleep(3)
    for number in sample:
        call("probe_xvm", *flags(number))
    found = processes()
    now = {"fd": descriptors(found), "memory": memory(found), "files": files(),
           "calls": probe_calls(0), "probe": probe_times(sample)}
    check("no process has more descriptors than one of its kind had",
          all(now["fd"][kind] <= most for kind, most in before["fd"].items()), f"{before['fd']}, then {now['fd']}")
    grown = sum(now["memory"].values()) / total
    check("private memory has not grown by more than a tenth", grown <= 1.1, f"{(grown - 1) * 100:+.1f} %: "
          + ", ".join(f"{kind} {size / len(found[kind]):.0f}" for kind, size in sorted(now["memory"].items())))
    fresh = kinds(now["files"]) - kinds(before["files"])
    check("there is no file more than before, logs aside", not fresh, str(list(fresh)[:5]))
    notes = [path for path in now["files"] if re.search(NOTES, path)]
    check("notes are bounded by the guests", len(notes) <= 3 * options.guests, str(len(notes)))
    check("no temporary file is left", not [p for p in now["files"] if p.endswith(".new")])
    logs = {path: size for path, size in now["files"].items() if is_log(path)}
    over = [path for path, size in logs.items() if any(
        f"/{part}" in path and size > limit + (1 << 14) for part, limit in limits.items())]
    grown = sum(logs.values()) - sum(size for path, size in before["files"].items() if is_log(path))
    check("no log is longer than its limit", not over,
          f"{sum(logs.values()) >> 10} KiB in all, {grown / max(1, sum(deaths.values())) / 1024:.1f} KiB a death")
    check("a probe makes as many system calls as before", now["calls"] <= before["calls"],
          f"{before['calls']}, then {now['calls']}")
    print(f"       probe_xvm, median of {len(sample)}: {before['probe']:.1f} ms, then {now['probe']:.1f} ms")

    begun = time.monotonic()
    for engine in engines:
        engine.terminate()
    for engine in engines:
        try:
            engine.wait(timeout=1000)
        except subprocess.TimeoutExpired:
            break
    statuses = collections.Counter(engine.returncode for engine in engines)
    check("every engine stopped its guest and said so", statuses == {0: options.guests}, str(dict(statuses)))
    print(f"       stopped within {time.monotonic() - begun:.0f} s")
    for where in stages:
        call("xvm_rehearsal", "stop-daemon", "--state", where)
    check("no process is left", wait("ended", 60, lambda: not processes()), str(dict(processes())))
    records = [path for path in files() if "/run/ha-xvm/records/" in path]
    check("no run record is left", not records, str(records[:5]))
    for path in records[:1]:
        name = os.path.basename(path)
        logs = [place for place in files() if f"/{name}/" in place and place.endswith("message_log.txt")]
        for place in [*logs, f"/{name}.said"]:
            with open(root + place) as file:
                print(f"       {place}:\n" + "".join(file.readlines()[-12:]))


# The end of this run leaves nothing of it behind.
signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))
try:
    soak()
finally:
    world.end(keep=bool(os.environ.get("KEEP")))
print(f"{passed} passed, {failed} failed")
sys.exit(failed != 0)
