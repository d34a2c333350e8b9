import GenericDataService
import Model
import Platform
import TestSupport
import Testing

@testable import Applets

/// What `gds run` ends with when the service is not up, and what the unit makes of it.
@Suite(.ownThreads) struct RunStatusTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var what: String
    /// Shell commands before; the run's words are "$@", and its output goes to standard error.
    var before = ":"
    var words: [String] = []
    var status: Int32
    var needsRoot = false

    var testDescription: String { what }
  }

  static let rows = [
    Row(what: "no such option", words: ["--nonsense"], status: 2),
    Row(what: "a bad value", words: ["-p", "Retry_count=x"], status: 1),
    Row(what: "a missing program", words: ["-p", "Start_command=/no/such/program"], status: 1),
    Row(what: "no parameter file", words: ["-P", "/no/such/file"], status: 1),
    Row(
      what: "a configuration that its own check refuses",
      words: ["-p", "Validate_command=/bin/sh -c 'exit 3'"], status: 1),
    Row(
      what: "a check that does not end",
      words: ["-p", "Validate_command=/bin/sleep 60", "-p", "Validate_timeout=1"], status: 6),
    Row(what: "it dies at once", words: ["-p", "Start_command=/bin/true"], status: 6),
    Row(
      what: "no probe says 0", words: ["-p", "Probe_command=/bin/false", "-p", "Start_timeout=2"],
      status: 6),
    Row(
      what: "the last stop failed",
      before: """
        mkdir -p "$HA_XVM_ROOT/run/ha-xvm/gds/rg/web"
        printf 'state\\tSTOP_FAILED\\n' >"$HA_XVM_ROOT/run/ha-xvm/gds/rg/web/status"
        """, status: 1),
    Row(
      what: "another fault monitor has the lock",
      before: """
        mkdir -p "$HA_XVM_ROOT/run/ha-xvm/gds/rg/web"
        exec 9>"$HA_XVM_ROOT/run/ha-xvm/gds/rg/web/watch"; flock 9
        """, status: 6),
    Row(
      what: "/run is full",
      before: """
        mkdir -p "$HA_XVM_ROOT/run"; mount -t tmpfs -o size=64k none "$HA_XVM_ROOT/run"
        dd if=/dev/zero of="$HA_XVM_ROOT/run/full" 2>/dev/null
        """, status: 6, needsRoot: true),
  ]

  @Test(arguments: rows) func aRunThatDidNotComeUpSaysWhetherToTryAgain(_ row: Row) throws {
    if row.needsRoot, !Environment.isRoot { return }
    let sandbox = try Sandbox()
    let words = [
      "run", "-R", "web", "-G", "rg", "-p", "Network_aware=FALSE", "-p", "Stop_timeout=5",
    ]
    let timeout =
      row.words.contains { $0.hasPrefix("Start_timeout") } ? [] : ["-p", "Start_timeout=20"]
    let named = row.words.contains { $0.hasPrefix("Start_command") || $0 == "-P" }
    let usual = named ? [] : ["-p", "Start_command=/bin/sleep 600"]
    let script = "\(row.before)\nexec \(Sandbox.program) gds \"$@\""
    let shell = ["/bin/sh", "-c", script, "sh"] + words + usual + timeout + row.words
    let unshare = ["/usr/bin/unshare", "-m"]
    let all = row.needsRoot ? unshare + shell : shell
    let result = try ChildProcess.run(
      Command(all[0], Array(all.dropFirst()), environment: sandbox.environment),
      until: Clock.now + .seconds(60))
    #expect(result.ending == .exited(row.status), "\(result.errorText)")
    sandbox.endProcesses()
  }

  @Test func theUnitTriesAgainWhereATryCanHelp() throws {
    let bytes = try Files.read("\(SourceTree.root)/gds/ha-xvm@.service")
    let unit = String(decoding: bytes, as: UTF8.self)
    let prevented = [RunStatus.needsPerson, RunStatus.usage].map(String.init).joined(separator: " ")
    #expect(unit.contains("\nRestart=on-failure\nRestartPreventExitStatus=\(prevented)\n"))
    let page = GDS.manual.exits.map(\.status)
    #expect(page.contains(String(RunStatus.didNotStart)))
  }
}
