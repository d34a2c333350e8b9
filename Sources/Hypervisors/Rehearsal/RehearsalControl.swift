public import Model
internal import Platform

/// A rehearsal daemon as its own command sees it: what `xvm_rehearsal` says and shows, without its words for people.
public struct RehearsalControl: Sendable {
  /// One guest as the tool sees it.
  public struct Row: Equatable, Sendable {
    public let name: String
    /// Its state in words: `paused ioerror`.
    public let state: String
    public let identity: GuestIdentity
  }

  /// Every line that a guest's script can have, with its meaning.
  public static var scriptGrammar: [(String, String)] { GuestScript.grammar }
  /// Everything that the tool can be told to do with its callers.
  public static var toolGrammar: [(String, String)] { ToolManner.grammar }

  private let directory: StateDirectory
  private let limit: Duration
  private var client: RehearsalClient { RehearsalClient(directory: directory) }

  /// The daemon whose state lies in that directory; each call of it may take `limit`.
  public init(stateDirectory: String, limit: Duration = .seconds(10)) {
    directory = StateDirectory(stateDirectory)
    self.limit = limit
  }

  /// Has the tool do something with a guest: start, shutdown, destroy, pause, resume, crash, undefine.
  public func tell(_ verb: String, _ guest: String) throws(Failure) {
    // People do not choose a way of asking; the script's word for it is the first of Shutdown_modes.
    let words = verb == "shutdown" ? [verb, guest, "acpi"] : [verb, guest]
    _ = try call(words, at: .tool)
  }

  /// Defines a guest, or gives it another definition; its name is returned.
  public func define(_ definition: [UInt8]) throws(Failure) -> String {
    let (parsed, _) = try RehearsalDefinition.read(definition)
    _ = try call(["define", String(decoding: definition, as: UTF8.self)], at: .tool)
    return parsed.name
  }

  /// Every guest, by name.
  public func list() throws(Failure) -> [Row] {
    var rows: [Row] = []
    for word in try call(["list"], at: .tool) {
      rows.append(try row(TabbedLine.split(word) ?? []))
    }
    return rows
  }

  /// One guest; the state of one that the tool does not know is `absent`.
  public func state(_ guest: String) throws(Failure) -> Row {
    try row(try call(["state", guest], at: .tool))
  }

  /// Gives a guest another script.
  public func script(_ guest: String, _ lines: [String]) throws(Failure) {
    _ = try GuestScript(lines)
    _ = try call(["script", guest] + lines, at: .backstage)
  }

  /// Tells the tool how to treat its callers from now on.
  public func tool(_ direction: [String]) throws(Failure) {
    _ = try ToolManner(direction, at: Clock.now)
    _ = try call(["tool"] + direction, at: .backstage)
  }

  /// Ends the daemon, and the guests only if that is asked for.
  public func stop(destroyingGuests: Bool) throws(Failure) {
    _ = try call(destroyingGuests ? ["stop", "destroy"] : ["stop"], at: .backstage)
    // The answer is given before the daemon has gone; its lock is free when it has.
    _ = try FileLock.take(
      directory.lock, owner: "nobody", for: directory.path, orElse: .rehearsalSilent,
      until: Clock.now + limit)
  }

  /// What a guest wrote to its console; empty when it never ran.
  public func console(_ guest: String) throws(Failure) -> [UInt8] {
    guard let folder = directory.folder(of: guest), Files.information(folder.path) != nil else {
      throw Failure(.noSuchGuest, guest)
    }
    let older = (try? Files.read(folder.console + ".old")) ?? []
    return older + ((try? Files.read(folder.console)) ?? [])
  }

  /// Starts the daemon in a session of its own and returns when it answers.
  public func startDaemon() throws(Failure) {
    if (try? call(["hello"], at: .backstage)) != nil {
      throw Failure(
        .rehearsalTaken, directory.path, cause: FileLock.owner(of: directory.lock) ?? "")
    }
    do throws(SystemError) {
      try Files.makeDirectory(directory.path, mode: 0o700)
      try Files.replace(directory.daemonLog, with: [])
      let log = try Descriptor(appendingTo: directory.daemonLog)
      let child = try Child(
        Command(
          Environment.ownProgram, ["daemon", "--state", directory.path], name: "xvm_rehearsal"),
        streams: Streams(output: log.number, errors: log.number), standing: .session)
      let deadline = Clock.now + limit
      while Clock.now < deadline {
        if (try? call(["hello"], at: .backstage)) != nil { return }
        if child.wait(until: Clock.now + .milliseconds(20)) != nil { break }
      }
    } catch {
      throw Failure(.rehearsalNotUp, directory.path, cause: error.description)
    }
    let said = (try? Files.read(directory.daemonLog, limit: 1 << 20)) ?? []
    throw Failure(
      .rehearsalNotUp, directory.path, cause: String(decoding: said, as: UTF8.self).trimmed)
  }

  /// Plays a guest in this process; called by the daemon alone.
  public func play(_ guest: String) throws(Failure) -> Int32 {
    try GuestProcess.play(name: guest, directory: directory)
  }

  /// Is the daemon in this process, until it is told to stop.
  public func serve() throws(Failure) { try RehearsalDaemon.run(directory) }

  private func row(_ words: [String]) throws(Failure) -> Row {
    guard let report = GuestReport(words) else {
      throw Failure(.rehearsalSilent, directory.socket, cause: "the answer is nonsense")
    }
    return Row(
      name: report.name, state: StateWords.words(report.state).joined(separator: " "),
      identity: report.identity)
  }

  private func call(_ words: [String], at door: RehearsalClient.Door) throws(Failure) -> [String] {
    do throws(Failure) {
      return try client.call(words, at: door, until: Clock.now + limit)
    } catch  where error.code == .toolstackUnreachable {
      // The agent's message speaks of any hypervisor; somebody who rehearses is told of this one.
      throw Failure(.rehearsalSilent, error.subject, cause: error.cause)
    } catch {
      throw error
    }
  }
}
