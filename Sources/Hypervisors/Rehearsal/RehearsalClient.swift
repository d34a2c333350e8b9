internal import Model
internal import Platform

/// One call to a rehearsal daemon: a line to its socket, a line back.
struct RehearsalClient: Sendable {
  /// Which of the daemon's two sockets is called.
  enum Door: Sendable {
    /// The tool, which may have been told to misbehave.
    case tool
    /// The one for directions, which always answers.
    case backstage
  }

  /// The longest line that either side takes, in bytes.
  static let lineLimit = 1 << 20

  let directory: StateDirectory

  /// What the daemon answers; its refusal is thrown as the failure that it met, with its own code.
  func call(_ words: [String], at door: Door = .tool, until deadline: Instant) throws(Failure)
    -> [String]
  {
    let path = door == .tool ? directory.socket : directory.backstage
    let line = Array((TabbedLine.join(words) + "\n").utf8)
    if line.count > RehearsalClient.lineLimit {
      throw Failure(.rehearsalFull, words.first ?? "", cause: "the request is over 1 MiB")
    }
    let answer: [UInt8]
    do throws(SystemError) {
      let stream = try LocalStream(connectingTo: path, until: deadline)
      try stream.write(line, until: deadline)
      answer = try RehearsalClient.readLine(stream, until: deadline)
    } catch {
      throw Failure(
        .rehearsalUnreachable, path,
        cause: error.isTimeout
          ? "no answer in time" : error.isRefused ? "nobody listens" : error.reason)
    }
    return try RehearsalClient.decode(answer, from: path)
  }

  /// What the bytes of an answer say; whatever is not a whole line of the protocol says nothing about any guest.
  static func decode(_ answer: [UInt8], from path: String) throws(Failure) -> [String] {
    let nonsense = Failure(.rehearsalUnreachable, path, cause: "the answer is nonsense or cut off")
    guard answer.last == UInt8(ascii: "\n"),
      let text = String(validating: answer.dropLast(), as: UTF8.self),
      !text.unicodeScalars.contains("\n"), let words = TabbedLine.split(text),
      let verdict = words.first
    else { throw nonsense }
    if verdict == "ok" { return Array(words.dropFirst()) }
    guard verdict == "no", words.count == 4, let number = Int(outside: words[1]),
      let code = Catalogue.all.first(where: { $0.number == number })
    else { throw nonsense }
    throw Failure(code, words[2], cause: words[3])
  }

  private static func readLine(_ stream: borrowing LocalStream, until deadline: Instant)
    throws(SystemError) -> [UInt8]
  {
    var content: [UInt8] = []
    while content.last != UInt8(ascii: "\n"), content.count <= lineLimit {
      let more = try stream.read(until: deadline)
      if more.isEmpty { break }
      content += more
    }
    return content
  }
}

/// What a daemon answers to one call.
enum RehearsalReply: Equatable, Sendable {
  /// It was done; the words are what was asked for.
  case done([String])
  case refused(Failure)

  /// The line to be sent, with its newline.
  var line: String {
    switch self {
    case .done(let words): TabbedLine.join(["ok"] + words) + "\n"
    case .refused(let failure):
      TabbedLine.join(["no", String(failure.code.number), failure.subject, failure.cause]) + "\n"
    }
  }
}

/// One guest in a daemon's answer.
struct GuestReport: Equatable, Sendable {
  var name: String
  var state: GuestState
  var identity: GuestIdentity

  /// The words for it.
  var words: [String] {
    [
      name, TabbedLine.join(StateWords.words(state)), identity.uuid, identity.domainID,
      String(identity.pid), String(identity.startTime),
    ]
  }

  /// The report that an answer's words are; nil when they are none.
  init?(_ words: [String]) {
    guard words.count == 6, let state = TabbedLine.split(words[1]).flatMap(StateWords.state),
      let pid = Int32(outside: words[4]), let started = UInt64(outside: words[5])
    else { return nil }
    (name, self.state) = (words[0], state)
    identity = GuestIdentity(
      uuid: words[2], domainID: words[3], pid: pid, startTime: started)
  }

  init(name: String, state: GuestState, identity: GuestIdentity) {
    (self.name, self.state, self.identity) = (name, state, identity)
  }
}
