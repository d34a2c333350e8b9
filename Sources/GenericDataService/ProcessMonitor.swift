public import Model
public import Platform

/// The process monitor as its callers see it: what pmfadm(1M) does to one tag.
public struct ProcessMonitor: Sendable {
  /// The name of the process that watches one tag.
  public static let applet = "gds_pmf"
  /// How long an action program may take.
  public static let actionLimit = Duration.seconds(300)
  /// How long a monitor is given to answer, where its caller has no less; it answers at once unless the machine is stuck.
  static let patience = Duration.seconds(10)

  /// Until when an answer is waited for that is asked for now by somebody who has until `deadline`.
  static func answerDeadline(before deadline: Instant?) -> Instant {
    let limit = Clock.now + patience
    return deadline.map { min($0, limit) } ?? limit
  }

  public let tag: ProcessTag
  let locations: Locations

  /// The monitor of a tag, which may be there or not.
  public init(_ tag: ProcessTag, locations: Locations = .current) {
    (self.tag, self.locations) = (tag, locations)
  }

  /// What has become of the tag's processes; nil when nothing is known under this tag.
  ///
  /// A monitor that was killed is `watched` in its record and answers no more: that is `lost`.
  public var state: (state: ProcessRecord.State, isLost: Bool)? {
    (try? record()).map { record in
      (record.state, record.state != .dead && !Processes.isAlive(record.watcher))
    }
  }

  /// What is on record about the tag; nil when nothing is.
  ///
  /// - Throws: when there is a record and it cannot be read.
  func record() throws(SystemError) -> ProcessRecord? {
    let path = tag.record(locations)
    do throws(SystemError) {
      guard let record = ProcessRecord(bytes: try Files.read(path, limit: 1 << 16, trusted: true))
      else { throw .damaged("read \(path)") }
      return record.tag == tag ? record : nil
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// Whether there is a record of the tag, readable or not.
  public var isOnRecord: Bool { Files.information(tag.record(locations)) != nil }

  /// How the command ended whose processes are dead, in words; nil when that is not known.
  var commandEnding: String? { marks?.ending }

  /// What is kept beside the record; nil when there is nothing that can be read.
  private var marks: ProcessMarks? {
    (try? Files.read(tag.marks(locations), trusted: true)).flatMap { ProcessMarks(bytes: $0) }
  }

  /// Whether processes live under the tag and are watched.
  public var isWatched: Bool { state.map { $0.state == .watched && !$0.isLost } ?? false }

  /// Starts a program under the tag; it runs when this returns.
  ///
  /// The tag must be free. Processes under it that are not watched do not hold it, as pmfadm(1M) has it; they are let go. Who
  /// wants them to end calls `end` first.
  public func start(_ order: ProcessOrder, by deadline: Instant? = nil) throws(Failure) {
    if isWatched { throw Failure(.tagInUse, tag.description) }
    if let state, [.released, .orphaned].contains(state.state), !state.isLost {
      _ = try? ask("abandon", by: deadline)
    }
    var code = Failure.Code.cannotRun
    let answer: String
    do throws(SystemError) {
      let deadline = ProcessMonitor.answerDeadline(before: deadline)
      answer = try launch(order, by: deadline) { code = .cannotMonitor }
    } catch {
      throw Failure(code, tag.description, of: error)
    }
    if answer != ProcessMonitor.started { throw refusal(answer) }
  }

  /// What a monitor says that has started its program.
  private static let started = "started\n"

  /// The line of a monitor that has not started its program: the number of a message, its subject and its cause.
  private static func refusal(_ failure: Failure) -> String {
    TabbedLine.join([String(failure.code.number), failure.subject, failure.cause]) + "\n"
  }

  private func refusal(_ answer: String) -> Failure {
    let words = TabbedLine.split(String(answer.prefix { $0 != "\n" })) ?? []
    guard words.count == 3, let number = Int(outside: words[0]),
      let code = Catalogue.all.first(where: { $0.number == number })
    else {
      return Failure(.cannotMonitor, tag.description, cause: "its process ended: \(answer)")
    }
    return Failure(code, words[1], cause: words[2])
  }

  private func launch(
    _ order: ProcessOrder, by deadline: Instant, hasBegun: () -> Void
  ) throws(SystemError) -> String {
    // A caller that lives long (gds run) is the parent of the monitors that it started; those that have gone are taken note
    // of here.
    Processes.reap(named: ProcessMonitor.applet)
    let orders = try Pipe()
    let answers = try Pipe()
    var environment = Environment.clean
    // No monitor is a part of the tree in which somebody has started it.
    environment[ProcessMonitor.variable] = ProcessMonitor.applet
    let watcher = try Child(
      Command(Environment.ownProgram, [], name: ProcessMonitor.applet, environment: environment),
      streams: Streams(input: orders.reading.number, output: answers.writing.number),
      standing: .session)
    hasBegun()
    let answer = try exchange(
      order.bytes, orders.writing, orders.reading, answers.writing, answers.reading, by: deadline)
    if answer != ProcessMonitor.started { _ = watcher.wait(until: Clock.now + .seconds(1)) }
    return answer
  }

  /// Sends a signal to every process under the tag, at any level.
  public func signal(_ number: Int32, by deadline: Instant? = nil) throws(Failure) {
    let answer = try ask("signal \(number)", by: deadline)
    guard answer == "done\n" else {
      throw Failure(.cannotMonitor, tag.description, cause: String(answer.prefix { $0 != "\n" }))
    }
  }

  /// Stops the monitoring: from now on the end of the processes means nothing, and a wait is for the last of them.
  public func release(by deadline: Instant? = nil) throws(Failure) {
    _ = try ask("release", by: deadline)
  }

  /// Changes how often, and within how many minutes, the program is started again.
  public func modify(retries: Int?, period: Int?) throws(Failure) {
    let words = [retries, period].map { $0.map(String.init) ?? "-" }
    _ = try ask("modify \(words.joined(separator: " "))")
  }

  /// What the monitor says of the tag: lines of a name, a tab and a value.
  public func query() throws(Failure) -> [(name: String, value: String)] {
    try ask("query").split(separator: "\n").map { line in
      let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
  }

  /// Forgets a tag whose processes are dead, or whose monitor was killed and somebody has seen to what it left.
  public func forget() {
    guard let state, state.state == .dead || state.isLost else { return }
    // A monitor that was killed could not take its group away.
    marks?.group?.remove()
    try? Files.remove(tag.record(locations))
    try? Files.remove(tag.marks(locations))
  }

  /// A line to the monitor that tells when the tree is dead; nil when nobody watches it and it is not known to be dead.
  public func watch(by deadline: Instant? = nil) -> TreeWait? {
    let deadline = ProcessMonitor.answerDeadline(before: deadline)
    guard
      let stream = try? LocalStream(connectingTo: tag.socket(locations), until: deadline),
      (try? stream.write(Array("wait\n".utf8), until: deadline)) != nil
    else { return state?.state.isDeath == true ? TreeWait.over(self) : nil }
    return TreeWait(stream, self)
  }

  private func ask(_ request: String, by deadline: Instant? = nil) throws(Failure) -> String {
    let deadline = ProcessMonitor.answerDeadline(before: deadline)
    do throws(SystemError) {
      let stream = try LocalStream(connectingTo: tag.socket(locations), until: deadline)
      try stream.write(Array((request + "\n").utf8), until: deadline)
      return String(
        decoding: try stream.readToEnd(limit: 1 << 20, until: deadline), as: UTF8.self)
    } catch {
      if error.isRefused { throw Failure(.noSuchTag, tag.description) }
      throw Failure(.cannotMonitor, tag.description, cause: error.description)
    }
  }

  /// Gives the new monitor its order and hears whether it started; our copies of its ends are closed on the way, so that its
  /// death is the end of the answer.
  private func exchange(
    _ order: [UInt8], _ orders: consuming Descriptor, _ itsInput: consuming Descriptor,
    _ itsOutput: consuming Descriptor, _ answers: consuming Descriptor, by deadline: Instant
  ) throws(SystemError) -> String {
    _ = consume itsInput
    _ = consume itsOutput
    orders.setNonBlocking()
    try orders.write(order, until: deadline)
    _ = consume orders
    answers.setNonBlocking()
    let stream = LocalStream(answers)
    return String(decoding: try stream.readToEnd(limit: 4_096, until: deadline), as: UTF8.self)
  }

  /// What the program does under the name `gds_pmf`: its order is on standard input.
  public static func serve(locations: Locations = .current) -> Int32 {
    Processes.setOwnName(applet)
    guard
      let order = ProcessOrder(bytes: Input.readToEnd(limit: 1 << 22, until: Clock.now + patience))
    else { return 2 }
    let server: ProcessMonitorServer
    do throws(SystemError) {
      server = try ProcessMonitorServer(order, locations: locations)
    } catch {
      Output.write(refusal(Failure(.cannotMonitor, order.tag.description, of: error)))
      return 1
    }
    do throws(Failure) {
      try server.begin()
    } catch {
      Output.write(refusal(error))
      return 1
    }
    Output.write(started)
    Output.release()
    server.serve()
    return 0
  }
}

/// A wait for the end of one tree of processes.
///
/// A class, because it is kept in optional properties and its stream cannot be copied.
public final class TreeWait {
  /// How a wait came to its end.
  public enum Outcome: Sendable {
    /// The last process ended while the tree was watched.
    case dead
    /// The last process ended after its monitoring had been stopped.
    case ended
    /// The monitor ended without a report; the processes may live.
    case lost
  }

  private let stream: LocalStream
  private let monitor: ProcessMonitor
  /// What it was, once it was known: the stream tells it only once.
  private var known: Outcome?

  init(_ stream: consuming LocalStream, _ monitor: ProcessMonitor) {
    self.stream = stream
    self.monitor = monitor
  }

  /// A wait for a tree that has died before anybody could wait for it.
  static func over(_ monitor: ProcessMonitor) -> TreeWait? {
    guard let pipe = try? Pipe() else { return nil }
    return TreeWait(LocalStream(pipe.reading), monitor)
  }

  /// Readable when there is an outcome.
  public var handle: Int32 { stream.handle }

  /// How the wait ended, or nil when `deadline` passes first; without one it waits for ever.
  public func outcome(by deadline: Instant?) -> Outcome? {
    if known == nil { known = next(by: deadline) }
    return known
  }

  private func next(by deadline: Instant?) -> Outcome? {
    guard Poll.wait(for: .readable(handle), until: deadline) else { return nil }
    switch (try? stream.readToEnd(limit: 64, until: Clock.now + .seconds(1))) ?? [] {
    case Array("dead\n".utf8): return .dead
    case Array("ended\n".utf8): return .ended
    default:
      // It may have gone between our call and its answer; what it put on record counts. A record that cannot be read tells
      // of no end.
      do throws(SystemError) {
        guard let record = try monitor.record() else { return .ended }
        return record.state.isDeath ? .dead : .lost
      } catch {
        return .lost
      }
    }
  }
}
