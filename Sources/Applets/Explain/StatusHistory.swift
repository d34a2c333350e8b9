internal import Model
internal import Platform
internal import Render

/// `xvm_status --history`: what happened to a guest, from its flight recorders.
struct StatusHistory {
  private let call: Call

  init(_ call: Call) {
    self.call = call
  }

  /// Shows the history of the resources that are named; it needs nothing but the recorder's files, so a resource that is not
  /// known any more has one too.
  func run() throws(Failure) -> Int32 {
    guard !call.has("watch"), !call.has("shell") else {
      throw Failure(.usage, call.name, cause: "--history goes with neither --watch nor --shell")
    }
    if call.has("svg"), call.has("json") || call.operands.count != 1 {
      throw Failure(
        .usage, call.name, cause: "--svg draws one resource, and conflicts with --json")
    }
    let others = call.all("from")
    if !others.isEmpty, call.operands.count != 1 {
      throw Failure(.usage, call.name, cause: "--from goes with one resource")
    }
    guard !call.operands.isEmpty else {
      throw Failure(.usage, call.name, cause: "--history takes a RESOURCE")
    }
    let count = try call.integer("lines", in: 1...100_000) ?? (call.has("svg") ? 40 : 100_000)
    var texts: [String] = []
    for resource in call.operands {
      let history = try history(of: resource, others).last(count)
      texts.append(text(resource, history))
    }
    let separator = call.has("json") ? "\n" : "\n\n"
    try Output.answer(texts.joined(separator: separator) + "\n")
    return 0
  }

  private func history(of resource: String, _ others: [String]) throws(Failure) -> GuestHistory {
    _ = try ResourceIdentity(resource: resource, group: "any")
    let recorder = FlightRecorder(resource: resource)
    var history: GuestHistory
    do throws(SystemError) {
      history = try recorder.history
    } catch { throw Failure(.unreadable, recorder.path, of: error) }
    for path in others {
      let copy = try StatusHistory.copy(path)
      if let stranger = copy.events.compactMap(\.resource).first(where: { $0 != resource }) {
        throw Failure(
          .contradiction, path, cause: "it is the history of \(stranger), not of \(resource)")
      }
      history = history.merged(with: copy)
    }
    if history.events.isEmpty, history.damaged == 0, others.isEmpty {
      throw Failure(.unknownResource, resource, cause: "nothing of it is on record on this node")
    }
    return history
  }

  /// What another node has on record, by a copy of its file.
  static func copy(_ path: String) throws(Failure) -> GuestHistory {
    if let found = Files.information(path), found.kind != .regular {
      throw Failure(.unreadable, path, cause: "it is not a regular file")
    }
    let history: GuestHistory
    do throws(SystemError) {
      history = try FlightRecorder.read(path)
    } catch { throw Failure(.unreadable, path, of: error) }
    if history.events.isEmpty, history.damaged > 0 {
      throw Failure(.malformed, path, cause: "it is no history of a guest")
    }
    return history
  }

  private func text(_ resource: String, _ history: GuestHistory) -> String {
    if call.has("json") {
      return HistoryText.json(resource, history).indented
    }
    if call.has("svg") {
      let picture = HistoryPicture(
        resource, history, until: Clock.millisecondsSince1970, clock: StatusHistory.clock)
      return String(picture.svg.dropLast())
    }
    return ([resource] + HistoryText.lines(history, clock: StatusHistory.clock))
      .joined(separator: "\n")
  }

  /// Local time, to the millisecond, with its zone: the reader of a ticket may live in another.
  static func clock(_ milliseconds: Int64) -> String {
    let rest = String(abs(milliseconds % 1_000))
    let time = Clock.local(milliseconds / 1_000)
    return time.dateAndTime + "." + String(repeating: "0", count: 3 - rest.count) + rest + time.zone
  }
}
