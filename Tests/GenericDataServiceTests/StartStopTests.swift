import Model
import Platform
import TestSupport
import Testing

@testable import GenericDataService

@Suite(.ownThreads) struct StartStopTests {
  @Test func aStartIsIdempotentAndPublishesWhatIsInEffect() throws {
    let stage = try Stage()
    try expectSuccess(stage.gds("start", ["Retry_count=3"]))
    let process = try #require(stage.process)
    try expectSuccess(stage.gds("start", ["Retry_count=3"]))
    #expect(stage.process == process)
    let published = try ServiceConfiguration(
      published: stage.identity, locations: stage.sandbox.locations)
    #expect(published[.retryCount] == "3")
    #expect(published[.stopTimeout] == "5")
    let log = try stage.sandbox.text("var/cluster/logs/DS/rg/web/start_stop_log.txt")
    let line = try Regex(
      #"^\d\d/\d\d/\d{4} \d\d:\d\d:\d\d \S+ START-INFO> Start succeeded. \[\S+\]\n$"#)
    #expect(log.contains(line))
    try expectSuccess(stage.gds("status"))
    try expectSuccess(stage.gds("stop"))
    #expect(!Processes.isAlive(process))
    #expect(try stage.gds("stop").succeeded, "nothing to stop is success")
  }

  /// The last holder of the lock has long ended, and is not the reason.
  @Test func aDirectoryThatOthersCanWriteIsTheReasonAndNoCall() throws {
    let stage = try Stage()
    try expectSuccess(stage.gds("start"))
    let directory = "\(stage.sandbox.root)/run/ha-xvm/gds/rg/web"
    func mode(_ mode: String) throws {
      _ = try ChildProcess.run(
        Command("/bin/chmod", [mode, directory]), until: Clock.now + .seconds(20))
    }
    try mode("0777")
    let stop = try stage.gds("stop")
    #expect(!stop.succeeded)
    #expect(stop.errorText.contains("[\(Failure.Code.notOursAlone.number)]"), "\(stop.errorText)")
    #expect(stop.errorText.contains("mode is 0777"))
    #expect(!stop.errorText.contains("another call"), "\(stop.errorText)")
    #expect(ServiceStateFile(stage.identity, locations: stage.sandbox.locations).worker == nil)
    try mode("0755")
    try expectSuccess(stage.gds("stop"))
  }

  @Test(arguments: [("SOFT", ServiceState.State.offline), ("NONE", .startFailed)])
  func aStartThatDiesAgainAndAgainFailsEarly(_ mode: String, _ state: ServiceState.State) throws {
    let stage = try Stage()
    // Nobody waits here for Start_timeout.
    let result = try stage.gds(
      "start",
      [
        "Start_command=/bin/sh -c 'echo x >>\(stage.sandbox.root)/tries'",
        "Failover_mode=\(mode)", "Start_timeout=600",
      ])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("[\(Failure.Code.serviceNotStarted.number)]"))
    #expect(try stage.sandbox.text("tries") == "x\nx\n", "Retry_count deaths")
    #expect(stage.state.state == state)
    #expect(stage.events.contains("stopping") == (mode == "SOFT"))
  }

  /// Somebody who can write where the logs go must neither turn the application's output elsewhere nor hold a start up.
  @Test(arguments: ["ln -s ../../../../../../precious", "mkfifo"])
  func outputThatOthersCouldTurnElsewhereIsDropped(_ make: String) throws {
    let stage = try Stage()
    let precious = try stage.sandbox.write("precious", "text")
    let logs = "\(stage.sandbox.root)/var/cluster/logs/DS/rg/web"
    let made = try ChildProcess.run(
      Command(
        "/bin/sh",
        ["-ec", "mkdir -p '\(logs)'; cd '\(logs)'; \(make) start_output.txt; chmod 777 ."]),
      until: Clock.now + .seconds(60))
    try #require(made.succeeded, "\(made.errorText)")
    let result = try stage.gds("start")
    #expect(result.ending == .exited(0), "\(result.errorText)")
    #expect(try Files.read(precious) == Array("text".utf8))
    #expect(try stage.gds("stop").ending == .exited(0))
  }

  /// A user who can open a log can lock it, and it would never be put aside when it is full.
  @Test func noLogCanBeLockedByOthers() throws {
    let stage = try Stage()
    #expect(try stage.gds("start").ending == .exited(0))
    #expect(try stage.gds("stop").ending == .exited(0))
    for log in ["run/ha-xvm/gds/rg/web/events", "var/cluster/logs/DS/rg/web/start_stop_log.txt"] {
      let found = try #require(Files.information("\(stage.sandbox.root)/\(log)"))
      #expect(found.mode & 0o007 == 0, "\(log)")
    }
  }

  @Test func aStartEndsAtStartTimeout() throws {
    let stage = try Stage()
    try stage.answer("3")
    let result = try stage.gds("start", ["Start_timeout=8"])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("the last probe said 3"))
    #expect(stage.state.state == .offline)
    #expect(stage.process == nil)
  }

  /// Percentages of Stop_timeout=10: the command or signal has 8 s, and SIGKILL follows.
  @Test(arguments: [true, false])
  func aStopThatIsIgnoredTakesEightyPercent(_ hasCommand: Bool) throws {
    let stage = try Stage()
    let ready = stage.sandbox.root + "/ready"
    let properties = [
      "Start_command=/bin/sh -c 'trap : 15; : >\(ready); while :; do sleep 1; done'",
      "Probe_command=/usr/bin/test -e \(ready)",
      "Stop_command=" + (hasCommand ? "/bin/sleep 600" : ""), "Stop_timeout=10",
    ]
    try expectSuccess(stage.gds("start", properties))
    let began = Clock.now
    try expectSuccess(stage.gds("stop", properties))
    #expect(Clock.now - began > .milliseconds(7_900))
    #expect(stage.state.state == .offline)
  }

  @Test func aStopCommandThatFailsIsLoggedAndTheTreeKilled() throws {
    let stage = try Stage()
    let property = "Stop_command=/bin/sh -c 'echo no; exit 3'"
    try expectSuccess(stage.gds("start", [property]))
    let process = try #require(stage.process)
    // SIGKILL follows at once: nobody waits here for the command's share.
    try expectSuccess(stage.gds("stop", [property, "Stop_timeout=600"]))
    #expect(!Processes.isAlive(process))
    let log = try stage.sandbox.text("var/cluster/logs/DS/rg/web/message_log.txt")
    #expect(log.contains("exit status 3: no"))
  }

  /// What stop_xvm needs: without its proof the guest may run, and nothing may take the service for stopped.
  @Test(arguments: ["SOFT", "HARD"])
  func aStopCommandThatFailsFailsTheStopWhereItIsToldTo(_ mode: String) throws {
    let stage = try Stage()
    let words = [
      "Stop_command=/bin/sh -c 'exit 3'", "Stop_exit_on_error=TRUE", "Failover_mode=\(mode)",
      "Reboot_command=/bin/sh -c 'echo rebooting >\(stage.sandbox.root)/rebooted'",
    ]
    try expectSuccess(stage.gds("start", words))
    let process = try #require(stage.process)
    #expect(try stage.gds("stop").ending == .exited(1))
    #expect(!Processes.isAlive(process))
    #expect(stage.state.state == .stopFailed)
    #expect((try? stage.sandbox.text("rebooted")) == (mode == "HARD" ? "rebooting\n" : nil))
    #expect(try stage.gds("start").ending == .exited(1))
    try expectSuccess(stage.gds("clear"))
  }

  @Test func theEndOfTheProcessesMeansNothingWhileTheStopCommandRuns() throws {
    let stage = try Stage()
    let stop = try stage.sandbox.write(
      "stop",
      "#!/bin/sh\n\(Sandbox.program) pmfadm -q rg,web,0.svc; echo $? >\(stage.sandbox.root)/watched\n",
      mode: 0o755)
    try expectSuccess(stage.gds("start", ["Stop_command=\(stop)"]))
    try expectSuccess(stage.gds("stop"))
    #expect(try stage.sandbox.text("watched") == "1\n")
  }

  @Test func aStopSignalIsTheOneThatIsSet() throws {
    let stage = try Stage()
    let ready = stage.sandbox.root + "/ready"
    let script = try stage.sandbox.write(
      "application",
      """
      #!/bin/sh
      trap 'echo hup >\(stage.sandbox.root)/got; exit' 1
      : >\(ready)
      while :; do sleep 0.1; done

      """, mode: 0o755)
    let properties = [
      "Start_command=\(script)", "Probe_command=/usr/bin/test -e \(ready)", "Stop_signal=1",
    ]
    try expectSuccess(stage.gds("start", properties))
    try expectSuccess(stage.gds("stop"))
    #expect(try stage.sandbox.text("got") == "hup\n")
  }

  @Test func stopFailedHasToBeCleared() throws {
    let stage = try Stage()
    ServiceStateFile(stage.identity, locations: stage.sandbox.locations).update {
      $0.state = .stopFailed
    }
    let result = try stage.gds("start")
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("[\(Failure.Code.stopFailed.number)]"))
    #expect(stage.state.state == .stopFailed)
    try expectSuccess(stage.gds("clear"))
    #expect(stage.state.state == .offline)
  }

  @Test(arguments: [
    ("NONE", [Bool](repeating: false, count: 2)), ("INFO", [true, false]), ("ERR", [false, true]),
  ])
  func theLogLevelIsNoThreshold(_ level: String, _ written: [Bool]) throws {
    let stage = try Stage()
    var problems: [Failure] = []
    let configuration = ServiceConfiguration(
      stage.identity,
      words: ["Start_command=/x", "Probe_command=/x", "Log_level=\(level)"], over: false,
      problems: &problems)
    let log = Service(configuration, method: "test", locations: stage.sandbox.locations).log
    log.information(.probe, "The probe result is 0")
    log.error(.probe, Failure(.cannotProbe, "web"))
    let text = (try? stage.sandbox.text("var/cluster/logs/DS/rg/web/probe_log.txt")) ?? ""
    #expect(
      ["PROBE-INFO> The probe result is 0\n", "PROBE-ERR> web"].map(text.contains) == written)
  }

  @Test func validateReportsEachProblem() throws {
    let stage = try Stage()
    let text = try stage.sandbox.write("text", "no program\n")
    let result = try stage.gds(
      "validate",
      [
        "Start_command=bin/x", "Stop_command=/no/such/program %RS_NAME", "Probe_command=\(text)",
      ])
    #expect(result.ending == .exited(1))
    let number = "[\(Failure.Code.notAbsolute.number)]"
    #expect(result.errorText.split(separator: "\n").count { $0.contains(number) } == 3)
    let refused = try stage.gds("validate", ["Validate_command=/bin/sh -c 'echo bad port; exit 1'"])
    #expect(refused.ending == .exited(1))
    #expect(refused.errorText.contains("bad port"))
    let relative = try stage.gds("validate", ["Validate_command=no/path"])
    expectSuccess(relative)
    #expect(relative.errorText.contains("is not run"))
  }

  @Test func aHostileValueNeverReachesTheShell() throws {
    let stage = try Stage()
    let hostile = "Network_resources_used=x;touch \(stage.sandbox.root)/owned"
    let result = try stage.gds("start", [hostile, "Start_command=\(stage.daemon) %HOSTNAMES"])
    #expect(result.ending == .exited(1))
    #expect(result.errorText.contains("[\(Failure.Code.unsafeValue.number)]"))
    #expect(Files.information("\(stage.sandbox.root)/owned") == nil)
    #expect(stage.process == nil)
    #expect(try stage.sandbox.run("gds", ["start", "-R", "a;b", "-G", "rg"]).ending == .exited(2))
  }

  @Test func theEndOfTheSleepTrickIsNoDeath() throws {
    let stage = try Stage()
    // What legacy agents do: a placeholder while the application comes up, then out of the monitor's sight.
    let start = try stage.sandbox.write(
      "legacy",
      """
      #!/bin/sh
      ( until [ -e \(stage.sandbox.root)/seen ]; do sleep 0.1; done ) &
      \(Sandbox.program) pmfadm -s rg,web,0.svc

      """, mode: 0o755)
    let run = try Run(stage, ["Start_command=\(start)"])
    #expect(stage.sees(.started))
    #expect(stage.monitor.state?.state == .released)
    #expect(try stage.sandbox.run("pmfadm", ["-q", "rg,web,0.svc"]).ending == .exited(1))
    try stage.sandbox.write("seen", "")
    // The placeholder ends and two more probes pass: the log has a line for each.
    let log = "var/cluster/logs/DS/rg/web/probe_log.txt"
    #expect(
      Sandbox.eventually { stage.monitor.state == nil }, "the record goes with the placeholder")
    let probes = try stage.sandbox.text(log).split(separator: "\n").count
    #expect(
      Sandbox.eventually {
        ((try? stage.sandbox.text(log)) ?? "").split(separator: "\n").count >= probes + 2
      })
    #expect(!stage.events.contains("died"))
    #expect(!stage.events.contains("restarting"))
    run.signal(Signal.terminate)
    #expect(run.ending() == .exited(0))
  }
}
