"""A root directory of its own in which a case's commands keep all their files, and what runs there."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

STANDINS = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../standins"))
HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.abspath(os.environ.get("HA_XVM") or os.path.join(HERE, "../../.build/debug/ha-xvm"))


class Wrong(Exception):
    """What was not as it had to be."""


def eventually(condition, what):
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            raise Wrong(what() if callable(what) else what)
        time.sleep(0.005)


def end_early(pool):
    """Makes the end of this run wait for the cases that are under way, which clean up after themselves, and for no other."""

    def end(number, _):
        pool.shutdown(wait=False, cancel_futures=True)
        sys.exit(f"ended by {signal.Signals(number).name}")

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)


class World:
    def __init__(self, prefix="xvm-fault."):
        self.root = tempfile.mkdtemp(prefix=prefix, dir="/tmp")
        self.env = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C", "HA_XVM_ROOT": self.root,
                    "SWIFT_BACKTRACE": "enable=no"}

    def set_up(self):
        """Prepares it; one that cannot be prepared leaves nothing."""
        try:
            self.prepare()
        except BaseException:
            self.end()
            raise

    def write(self, name, text, mode=0o644):
        os.makedirs(os.path.dirname(f"{self.root}/{name}"), exist_ok=True)
        if mode & 0o111:
            # By a process of its own: a descriptor of ours would for a moment also be one of each child that another thread starts,
            # and a file that somebody has open for writing cannot be executed.
            subprocess.run(["install", "-m", f"{mode:o}", "/dev/stdin", f"{self.root}/{name}"], input=text.encode(), check=True)
            return f"{self.root}/{name}"
        with open(f"{self.root}/{name}", "w") as file:
            file.write(text)
        os.chmod(f"{self.root}/{name}", mode)
        return f"{self.root}/{name}"

    def run(self, words, **more):
        """Runs a program to its end; what it says is one text."""
        return subprocess.run(words, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=180, **more)

    def must(self, *words):
        """Runs one of our names, which has to succeed; what it said."""
        done = self.run([PROGRAM, *words])
        if done.returncode != 0:
            raise Wrong(f"{' '.join(words)}: {done.returncode}: {done.stdout.decode()}")
        return done.stdout.decode()

    def owns(self, pid):
        """Whether a process was started here, as its environment says."""
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                return f"HA_XVM_ROOT={self.root}".encode() in file.read().split(b"\0")
        except OSError:
            return False

    def living(self):
        """Every process that was started here, with its arguments; one that is ending has none any more."""
        for pid in filter(str.isdigit, os.listdir("/proc")):
            if not self.owns(pid):
                continue
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as file:
                    arguments = file.read().decode(errors="replace").split("\0")
            except OSError:
                continue
            if arguments[0]:
                yield int(pid), arguments

    def processes(self, word=""):
        """The processes that were started here; with that word among their arguments."""
        return [pid for pid, arguments in self.living() if not word or word in arguments]

    @property
    def guests(self):
        return self.processes("guest")

    @property
    def keepers(self):
        """The guards' keepers; not their watches."""
        watches = self.processes("--watch")
        return [pid for pid in self.processes("guard_xvm") if pid not in watches]

    def files(self):
        """Every file by its name; logs, ours and the tools', and what was learnt come with what there is to say."""
        found = set()
        for place, _, names in os.walk(self.root):
            found.update(os.path.relpath(os.path.join(place, name), self.root) for name in names)
        return {name for name in found if not name.startswith(("var/cluster/", "var/log/", "var/lib/ha-xvm/learnt/"))}

    def locks(self):
        """Locks of methods and tables that somebody holds."""
        held = []
        for place in ("run/ha-xvm/locks/web-rs", "etc/ha-xvm/ccr/global/.lock"):
            try:
                with open(f"{self.root}/{place}") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except FileNotFoundError:
                pass
            except OSError:
                held.append(place)
        return held

    def end(self, keep=False):
        """Ends every process, each by its number: a guard that is killed is started again by its other half.

        The files go too, unless they are to be kept.
        """
        for _ in range(500):
            left = self.processes()
            if not left:
                break
            for pid in left:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            time.sleep(0.005)
        if not keep:
            shutil.rmtree(self.root, ignore_errors=True)


GUEST = """<domain type='rehearsal'><name>{name}</name><uuid>5f0c7a52-0000-4000-8000-00000000000{number}</uuid>
<rehearsal>{lines}</rehearsal></domain>
"""


class Stage(World):
    """A world with one resource, web-rs in web-rg; `prepare` of each kind makes the hypervisor and the resource's properties."""

    daemon = None

    @property
    def parameters(self):
        return f"{self.root}/parameters"

    def configure(self, *rows, over=()):
        """The resource's properties; one of `over` stands for another of that name."""
        taken = {row.split("=")[0] for row in over}
        kept = [row for row in ("Stop_timeout=100", *rows) if row.split("=")[0] not in taken]
        self.write("parameters", "".join(f"{row}\n" for row in (*kept, *over)))

    def words(self, name, *options):
        """One of the program's names, called for the resource."""
        return [PROGRAM, name, "-R", "web-rs", "-G", "web-rg", "-P", self.parameters, *options]

    def switching(self, seconds):
        """A cluster that moves the group to node2, as its environment says it to each call from now on."""
        self.env.update(OCF_RESKEY_CRM_meta_timeout=f"{seconds}000", OCF_RESKEY_CRM_meta_migrate_target="node2")

    def definition(self, name="web", number=1, lines=()):
        """Writes the definition of a rehearsal guest."""
        lines = "".join(f"<line>{line}</line>" for line in ("boot 0s", "heartbeat 10s", "shutdown 20ms", *lines))
        return self.write(f"{name}.xml", GUEST.format(name=name, number=number, lines=lines))

    def rehearse(self, *lines):
        """A daemon of the rehearsal hypervisor, and the guest web with these lines in its script."""
        definition = self.definition(lines=lines)
        self.configure("Domain_name=web", "Hypervisor=REHEARSAL", f"Domain_definition={definition}")
        self.must("xvm_rehearsal", "daemon", "--background")
        self.daemon = self.processes()[0]
        return definition


class TwoXenHosts(Stage):
    """Two hosts of the stand-in of Xen's tools: this one in the world's root, and node2 in a directory of that."""

    @property
    def guest(self):
        """The guest's name, which no other world has: what keeps a guest is found among the machine's processes by that."""
        return "web-" + self.root.rsplit(".", 1)[-1].replace("_", "0")

    def files(self):
        """Every file, as if the guest had the name that it has in every world."""
        return {name.replace(self.guest, "web") for name in super().files()}

    def put_hosts(self):
        for host in ("", "/node2"):
            os.makedirs(f"{self.root}{host}/bin")
            for name in ("xl", "xenstore-read", "xenstore-write", "xen-stage", "xen-transport"):
                os.symlink(f"{STANDINS}/xen/xen.py", f"{self.root}{host}/bin/{name}")
        self.env["HA_XVM_TOOL_PATH"] = f"{self.root}/bin"

    def keep_on_xen(self, *rows):
        """The guest's configuration file, and the resource's properties; without a way to the other host."""
        definition = self.write("web.cfg", f'name = "{self.guest}"\nextra = ""\n')
        self.configure(f"Domain_name={self.guest}", "Hypervisor=XEN", f"Domain_definition={definition}", "Connect_uri=xl", *rows)
        return definition

    @property
    def ways(self):
        """What the resource needs to send its guest from here to node2."""
        return "Migration_nodes=node2:node2", f"Migration_transport={self.root}/bin/xen-transport"

    def tool(self, words, host=""):
        """Runs one of a host's tools as an operator does, or xen-stage; what it said."""
        name, *arguments = words.split()
        done = self.run([f"{self.root}/{host}/bin/{name}", *arguments])
        if done.returncode != 0:
            raise Wrong(f"{words}: {done.returncode}: {done.stdout.decode()}")
        return done.stdout.decode()

    def domains(self, host=""):
        """Every domain of a host, as `web up 1`: its name, its state and its number."""
        return self.tool("xen-stage names", host).splitlines()

    @property
    def keepers_of_xl(self):
        """What `xl create`, `xl migrate` and `xl migrate-receive` have left running, of either host."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as file:
                    arguments = file.read().decode(errors="replace").split("\0")
            except OSError:
                continue
            if any(word.startswith((f"{self.root}/bin/", f"{self.root}/node2/bin/")) for word in arguments):
                found.append(int(pid))
        return found

    def end(self, keep=False):
        for pid in self.keepers_of_xl:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        super().end(keep)
