import Model
import Platform
import TestSupport
import Testing

@testable import GenericDataService
@testable import Platform

/// Which processes are those of a monitor that was killed.
@Suite struct StraysTests {
  private static func process(
    _ pid: Int32, under parent: Int32, session: Int32? = nil, started: UInt64? = nil
  ) -> Processes.Status {
    Processes.Status(
      identity: ProcessIdentity(pid: pid, startTime: started ?? UInt64(pid)), parent: parent,
      state: "S", ticks: 0, session: session ?? pid)
  }

  private static func identity(_ pid: Int32) -> ProcessIdentity {
    ProcessIdentity(pid: pid, startTime: UInt64(pid))
  }

  struct Row: Sendable {
    var name: String
    var everyone: [Processes.Status]
    var marked: [Int32] = []
    var monitors: [Int32] = []
    var hasGroup = false
    var others: Set<Int32> = []
    var ours: [Int32] = []
    var possible: [Int32] = []
  }

  /// 1 is the first process; 40 an older daemon; 50 was above the monitor, which was 100.
  private static let older = [
    process(1, under: 0), process(40, under: 1), process(50, under: 1),
  ]

  static let rows = [
    Row(name: "nothing", everyone: []),
    Row(
      name: "a marked one, and its child in a session of its own",
      everyone: [process(110, under: 1), process(111, under: 110)], marked: [110],
      ours: [110, 111]),
    Row(
      name: "an orphan in the session of a marked one",
      everyone: [process(110, under: 1), process(112, under: 1, session: 110)], marked: [110],
      ours: [110, 112]),
    Row(
      name: "a marked number that is another process now",
      everyone: [process(110, under: 1, started: 200)], marked: [110], possible: [110]),
    Row(
      name: "a marked one in a session that is older: a process that copied the mark",
      everyone: [process(110, under: 40, session: 40), process(41, under: 40, session: 40)],
      marked: [110], ours: [110]),
    Row(
      name: "an orphan of which nothing is known", everyone: [process(110, under: 1)],
      possible: [110]),
    Row(
      name: "the same where a group holds all of ours", everyone: [process(110, under: 1)],
      hasGroup: true),
    Row(
      name: "adopted by one that was above the monitor", everyone: [process(110, under: 50)],
      possible: [110]),
    Row(name: "a child of an older daemon", everyone: [process(110, under: 40)]),
    Row(
      name: "an orphan in the session of an older daemon",
      everyone: [process(110, under: 1, session: 40)]),
    Row(
      name: "an orphan in the session of a login",
      everyone: [process(110, under: 40), process(111, under: 1, session: 110)]),
    Row(name: "it is older", everyone: [process(90, under: 1)]),
    Row(
      name: "another tag's by its environment", everyone: [process(110, under: 1)], others: [110]),
    Row(
      name: "another monitor and what is below it, although it bears a mark",
      everyone: [process(110, under: 1), process(111, under: 110)], marked: [110, 111],
      monitors: [110]),
    Row(
      name: "another monitor that one of ours began, and what is below it",
      everyone: [process(110, under: 1), process(111, under: 110), process(112, under: 111)],
      marked: [110], monitors: [111], ours: [110]),
    Row(
      name: "the same in a session of ours, and an orphan beside it",
      everyone: [
        process(110, under: 1), process(111, under: 110, session: 110),
        process(112, under: 111, session: 110), process(113, under: 1, session: 110),
      ],
      marked: [110], monitors: [111], ours: [110, 113]),
    Row(
      name: "one whose session began outside of the namespace, as that of others did",
      everyone: [process(110, under: 0, session: 0), process(41, under: 0, session: 0)],
      marked: [110], ours: [110]),
    Row(name: "from outside of the namespace", everyone: [process(110, under: 0)]),
  ]

  @Test(arguments: rows) func aProcessIsOursOrMayBeOrIsNot(_ row: Row) {
    let found = Strays(
      among: StraysTests.older + row.everyone,
      Strays.Evidence(
        watcher: StraysTests.identity(100), marked: Set(row.marked.map(StraysTests.identity)),
        monitors: Set(row.monitors.map(StraysTests.identity)),
        adopters: row.hasGroup ? nil : [StraysTests.identity(50)], own: 7)
    ) { row.others.contains($0) }
    #expect(found.ours.map(\.pid) == row.ours)
    #expect(found.possible.map(\.pid) == row.possible)
  }

  /// A service that runs and whose monitor was killed; `change` changes what the monitor has left on record.
  private func stop(
    _ stage: Stage, _ properties: [String] = [],
    after change: (inout ProcessRecord, inout ProcessMarks) -> Void
  ) throws -> Completion {
    try requireSuccess(stage.gds("start", properties))
    #expect(Sandbox.eventually { stage.process != nil })
    let application = try #require(stage.process)
    let locations = stage.sandbox.locations
    var record = try #require(ProcessRecord.all(locations).first)
    let (tag, watcher) = (record.tag, record.watcher)
    var marks = ProcessMarks()
    #expect(
      Sandbox.eventually {
        marks = (try? Files.read(tag.marks(locations))).flatMap { ProcessMarks(bytes: $0) } ?? marks
        return marks.members.contains(application)
      })
    Processes.signal(watcher, Signal.kill)
    #expect(Sandbox.eventually { !Processes.isAlive(watcher) })
    let before = marks
    change(&record, &marks)
    try Files.replace(tag.marks(locations), with: marks.bytes)
    try Files.replace(tag.record(locations), with: record.bytes)
    let done = try stage.gds("stop")
    if done.succeeded {
      #expect(!Processes.isAlive(application))
    } else {
      // The sandbox takes the group away by what is there.
      try Files.replace(tag.marks(locations), with: before.bytes)
      Processes.signal(application, Signal.kill)
    }
    return done
  }

  /// The numbers of another namespace mean nothing here: no process of those is none that lives. What could not be seen is no
  /// reason for a reboot either.
  @Test func straysOfAnotherNamespaceFailTheStopAndRebootNothing() throws {
    let stage = try Stage()
    let reboot = "Reboot_command=/bin/sh -c ': >\(stage.sandbox.root)/rebooted'"
    let done = try stop(stage, ["Failover_mode=HARD", reboot]) { _, marks in
      marks.namespaces = "pid:[1] cgroup:[1]"
    }
    #expect(done.ending == .exited(1))
    #expect(done.errorText.contains("[\(Failure.Code.mayLiveOn.number)]"), "\(done.errorText)")
    #expect(stage.state.state == .stopFailed)
    #expect(Files.information("\(stage.sandbox.root)/rebooted") == nil)
  }

  /// A number that was noted, and is another process by now, is not taken for the one that had it.
  @Test(arguments: [true, false]) func aNumberWithAnotherStartIsAnotherProcess(_ isMonitor: Bool)
    throws
  {
    let stage = try Stage()
    let child = try Child(Command("/bin/sleep", ["600"]))
    let bystander = try #require(Processes.identity(child.pid))
    let done = try stop(stage) { record, marks in
      if isMonitor {
        record.watcher = ProcessIdentity(pid: bystander.pid, startTime: record.watcher.startTime)
      } else {
        marks.members.insert(
          ProcessIdentity(pid: bystander.pid, startTime: bystander.startTime - 1))
      }
    }
    #expect(done.succeeded, "\(done.errorText)")
    #expect(Processes.isAlive(bystander))
    child.signal(Signal.kill)
    _ = child.wait(until: Clock.now + .seconds(20))
  }

  @Test func marksAreReadAsTheyWereWritten() throws {
    var marks = ProcessMarks()
    #expect(ProcessMarks(bytes: marks.bytes) == marks)
    marks.group = ControlGroup(path: "/a\tb\n", mount: "/a")
    marks.place = "1:cpu:/\n0::/system.slice\n"
    (marks.namespaces, marks.above) = ("pid:[1] cgroup:[2]", [StraysTests.identity(5)])
    marks.members = [StraysTests.identity(7), StraysTests.identity(8)]
    #expect(ProcessMarks(bytes: marks.bytes) == marks)
    #expect(ProcessMarks(bytes: marks.bytes.dropLast()) == nil)
    #expect(ProcessMarks(bytes: Array("member\tx\t1\n".utf8)) == nil)
  }
}

/// The same with real processes, in a namespace of processes of their own.
@Suite(.timeLimit(.minutes(2)), .enabled(if: Environment.isRoot)) struct LostMonitorTests {
  /// How a process casts off what tells whose it is; its number goes to standard output.
  ///
  /// The program su stays its parent and keeps its own environment.
  static let disguises = [
    (line: "env -i sh -c 'echo $$; exec sleep 600'", isComplete: true),
    ("setsid env -i sh -c 'echo $$; exec sleep 600'", true),
    ("( ( setsid env -i sh -c 'echo $$; exec sleep 600' & ) & )", true),
    ("su -s /bin/sh nobody -c 'echo $$; exec env -i sleep 600'", false),
  ]

  /// Runs the service of a stage, kills its monitor and stops it.
  ///
  /// With `isSeen` the monitor has noted the processes; else it is held while they begin.
  private func play(_ stage: Stage, _ disguise: String, isSeen: Bool, hasGroup: Bool) throws
    -> Completion
  {
    let root = stage.sandbox.root
    try stage.sandbox.write(
      "application",
      """
      #!/bin/sh
      while [ ! -e \(root)/go ]; do sleep 0.05; done
      \(disguise) >\(root)/pid &

      """, mode: 0o755)
    let script = try stage.sandbox.write(
      "script",
      """
      [ \(hasGroup) = true ] || mount -t tmpfs none /sys/fs/cgroup || mount -t tmpfs none /sys
      gds() {
        action=$1; shift
        \(Sandbox.program) gds $action -R web -G rg "$@"; echo "$action $?"
      }
      start() {
        gds start -p Start_command=\(root)/application -p Probe_command=/bin/true \\
          -p Network_aware=FALSE -p Stop_timeout=20 -p First_probe_percent=0
      }
      start
      for file in \(root)/run/ha-xvm/pmf/rg_web_0_svc-*.tag; do read -r state monitor rest <"$file"; done
      \(isSeen) || kill -STOP "$monitor"
      : >\(root)/go
      until [ -s \(root)/pid ]; do sleep 0.05; done
      read -r pid <\(root)/pid
      if \(isSeen); then until grep -q "member.$pid" \(root)/run/ha-xvm/pmf/*.marks; do sleep 0.1; done; fi
      kill -KILL "$monitor"
      grep -q "^group" \(root)/run/ha-xvm/pmf/rg_web_0_svc-*.marks && echo grouped
      group=$(awk '$1 == "group" { print $2 }' \(root)/run/ha-xvm/pmf/rg_web_0_svc-*.marks)
      echo "stray $pid"
      gds stop
      [ -z "$group" ] || [ ! -d "$group" ] || echo "left $group"
      if kill -0 "$pid"; then
        echo alive
        start
        kill -KILL "$pid"
        gds clear
      fi
      start
      gds stop

      """)
    return try ChildProcess.run(
      Command(
        "/usr/bin/unshare", ["-m", "-p", "-f", "--mount-proc", "/bin/sh", script],
        environment: stage.sandbox.environment),
      until: Clock.now + .seconds(60))
  }

  @Test(arguments: disguises, [true, false])
  func aStrayThatTheRecordKnowsIsEnded(
    _ disguise: (line: String, isComplete: Bool), _ hasGroup: Bool
  ) throws {
    let stage = try Stage()
    let result = try play(stage, disguise.line, isSeen: true, hasGroup: hasGroup)
    #expect(!result.text.contains("alive"), "\(result.text)\(result.errorText)")
    #expect(!result.text.contains("left"), "\(result.text)\(result.errorText)")
    #expect(result.text.contains("start 0\n"), "\(result.text)\(result.errorText)")
    #expect(!result.text.contains("stop 1"), "\(result.text)\(result.errorText)")
  }

  @Test(arguments: disguises, [true, false])
  func aStrayOfWhichNothingIsOnRecordFailsTheStopWhereNoGroupHoldsIt(
    _ disguise: (line: String, isComplete: Bool), _ hasGroup: Bool
  ) throws {
    let stage = try Stage()
    let result = try play(stage, disguise.line, isSeen: false, hasGroup: hasGroup)
    let lines = result.text.split(separator: "\n").map(String.init)
    let stray = try #require(lines.first { $0.hasPrefix("stray ") }, "\(result.errorText)")
    let words = lines.filter {
      $0 != "grouped" && !$0.hasPrefix("stray") && !$0.hasPrefix("web: ")
    }
    // A container may have no tree of groups that can be written.
    let isGrouped = lines.contains("grouped")
    #expect(hasGroup || !isGrouped)
    if isGrouped || !disguise.isComplete {
      #expect(words == ["start 0", "stop 0", "start 0", "stop 0"], "\(result.errorText)")
    } else {
      #expect(
        words == ["start 0", "stop 1", "alive", "start 1", "clear 0", "start 0", "stop 0"],
        "\(result.errorText)")
      #expect(result.errorText.contains("[\(Failure.Code.mayLiveOn.number)]"))
      #expect(result.errorText.contains("process \(stray.dropFirst(6)) ("), "\(result.errorText)")
    }
  }

  /// Somebody in the group who is not seen from here may be the service's, however few of it are seen.
  @Test func aProcessOfTheGroupThatIsNotSeenFailsTheStop() throws {
    let stage = try Stage()
    let root = stage.sandbox.root
    let script = try stage.sandbox.write(
      "script",
      """
      gds() { action=$1; shift; \(Sandbox.program) gds $action -R web -G rg "$@"; echo "$action $?"; }
      gds start -p Start_command="/bin/sleep 600" -p Probe_command=/bin/true -p Network_aware=FALSE \
        -p Stop_timeout=20 -p First_probe_percent=0
      for file in \(root)/run/ha-xvm/pmf/rg_web_0_svc-*.tag; do read -r state monitor rest <"$file"; done
      kill -KILL "$monitor"
      grep "^group" \(root)/run/ha-xvm/pmf/*.marks | cut -f 2 >\(root)/group.new
      mv \(root)/group.new \(root)/group
      until [ -e \(root)/go ]; do sleep 0.05; done
      gds stop
      : >\(root)/stopped
      until [ -e \(root)/gone ]; do sleep 0.05; done
      gds stop

      """)
    let inside = try RunningProgram(
      Command(
        "/usr/bin/unshare", ["-p", "-f", "--mount-proc", "/bin/sh", script],
        environment: stage.sandbox.environment))
    #expect(Sandbox.eventually { (try? stage.sandbox.text("group")) != nil })
    let group = try stage.sandbox.text("group").split(separator: "\n").first.map(String.init)
    var stranger: ProcessIdentity?
    if let group {
      let child = try Child(
        Command("/bin/sh", ["-c", "echo 0 >'\(group)/cgroup.procs'; exec sleep 600"]))
      stranger = Processes.identity(child.pid)
      #expect(Sandbox.eventually { Processes.arguments(child.pid).first == "sleep" })
      try stage.sandbox.write("go", "")
      #expect(Sandbox.eventually { Files.information("\(root)/stopped") != nil })
      child.signal(Signal.kill)
      _ = child.wait(until: Clock.now + .seconds(20))
    }
    try stage.sandbox.write("go", "")
    try stage.sandbox.write("gone", "")
    let result = inside.end(by: Clock.now + .seconds(60))
    // A container may have no tree of groups that can be written.
    if stranger == nil { return }
    let lines = result.text.split(separator: "\n").filter { !$0.hasPrefix("web: ") }
    #expect(lines.prefix(2) == ["start 0", "stop 1"], "\(result.text)\(result.errorText)")
    #expect(result.errorText.contains("some of them are in another namespace"))
  }

  /// What systemd starts has a group of its own, and is no orphan of ours although no group of ours holds all of them.
  @Test func aDaemonThatWasStartedInAnotherGroupFailsNoStop() throws {
    let stage = try Stage()
    let root = stage.sandbox.root
    let script = try stage.sandbox.write(
      "script",
      """
      for tree in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd none; do
        group=$tree/\(Files.name(of: root))
        [ ! -e $tree/cgroup.procs ] || ! mkdir "$group" || break
      done 2>/dev/null
      [ $tree != none ] || exit 77
      exec 9>"$group/cgroup.procs"
      unshare -m sh -c '
        mount -t tmpfs none /sys/fs/cgroup || mount -t tmpfs none /sys
        gds() { action=$1; shift; \(Sandbox.program) gds $action -R web -G rg "$@"; echo "$action $?"; }
        gds start -p Start_command="/bin/sleep 600" -p Probe_command=/bin/true -p Network_aware=FALSE \
          -p Stop_timeout=20 -p First_probe_percent=0
        ( ( setsid env -i sh -c "echo 0 >&9; echo \\$\\$ >\(root)/pid; exec sleep 600" & ) & )
        until [ -s \(root)/pid ]; do sleep 0.05; done
        read -r pid <\(root)/pid
        for file in \(root)/run/ha-xvm/pmf/rg_web_0_svc-*.tag; do read -r state monitor rest <"$file"; done
        kill -KILL "$monitor"
        gds stop
        kill -0 "$pid" && echo alive
        kill -KILL "$pid"
        until ! kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
      '
      rmdir "$group"

      """)
    let result = try ChildProcess.run(
      Command(
        "/usr/bin/unshare", ["-p", "-f", "--mount-proc", "/bin/sh", script],
        environment: stage.sandbox.environment),
      until: Clock.now + .seconds(60))
    // A container may have no tree of groups that can be written.
    if result.ending == .exited(77) { return }
    #expect(result.text == "start 0\nstop 0\nalive\n", "\(result.text)\(result.errorText)")
  }
}
