import Model
import Platform
import TestSupport
import Testing

@testable import Hypervisors

/// A guest's news over a socket at whose other end the test plays the daemon.
@Suite(.ownThreads) struct WireNewsTests {
  /// The test's end of one connection.
  final class Daemon {
    let stream: LocalStream

    struct Alone: Error {}

    init(_ listener: borrowing LocalListener) throws {
      guard let accepted = listener.accept() else { throw Alone() }
      stream = LocalStream(accepted)
    }

    func say(_ words: [String]) throws {
      try stream.write(WireTests.bytes(words.joined()), until: Clock.now + .seconds(60))
    }

    /// All that was said to it so far.
    func heard() throws -> [UInt8] {
      try stream.readNow(limit: 65_536) ?? []
    }
  }

  let sandbox: Sandbox
  let path: String

  init() throws {
    sandbox = try Sandbox()
    path = sandbox.root + "/sock"
  }

  func news(silence: Duration = .seconds(60)) -> WireNews {
    WireNews(
      of: Recorded.guest, at: "qemu:///system", path: path, retryingWithin: .milliseconds(200),
      silence: silence)
  }

  /// Does what GuestWatch does, until `news` has something to tell, `isOver` or `limit` passes.
  func listen(
    _ news: WireNews, for limit: Duration = .seconds(60),
    until isOver: () -> Bool = { false }
  ) -> GuestTiding? {
    let deadline = Clock.now + limit
    while Clock.now < deadline {
      if let tiding = news.read() { return tiding }
      if isOver() { return nil }
      _ = Poll.wait(
        news.handle.map { [.readable($0)] } ?? [], until: min(deadline, news.due))
    }
    return nil
  }

  /// A daemon that has let `news` subscribe.
  func subscribed(_ news: WireNews, at listener: borrowing LocalListener) throws -> Daemon {
    #expect(listen(news) { news.handle != nil } == nil)
    let daemon = try Daemon(listener)
    try daemon.say(WireSubscriptionTests.ready)
    #expect(listen(news) == .change)
    #expect(news.complaint == nil)
    return daemon
  }

  @Test func anEventIsTold() throws {
    let news = news()
    let daemon = try subscribed(news, at: LocalListener(path))
    #expect(news.read() == nil)
    try daemon.say([Recorded.failed])
    #expect(listen(news) == .change)
    try daemon.say([Recorded.migrated])
    #expect(listen(news) == .departure)
  }

  @Test func aDaemonThatIsRestartedIsFoundAgain() throws {
    let news = news()
    var listener: Holder? = Holder(try LocalListener(path))
    var daemon = try listener.map { try subscribed(news, at: $0.listener) }
    daemon = nil
    listener = nil
    #expect(listen(news) { news.complaint != nil } == nil)
    #expect(news.handle == nil)
    #expect(news.complaint != nil)

    let next = try LocalListener(path)
    daemon = try subscribed(news, at: next)
    try daemon?.say([Recorded.started])
    #expect(listen(news) == .change)
  }

  final class Holder {
    let listener: LocalListener
    init(_ listener: consuming LocalListener) { self.listener = listener }
  }

  @Test func aDaemonThatHangsIsGivenUpAfterAPing() throws {
    let listener = try LocalListener(path)
    let news = news(silence: .seconds(1))
    let daemon = try subscribed(news, at: listener)
    _ = try daemon.heard()
    func pings() -> Bool {
      var heard: [UInt8] = []
      _ = listen(news) {
        heard += (try? daemon.heard()) ?? []
        return !heard.isEmpty || news.complaint != nil
      }
      return heard == WireTests.bytes(Recorded.ping)
    }
    #expect(pings())
    try daemon.say([Recorded.pong])
    // It has been heard, so there is another ping before it is given up.
    #expect(pings())
    #expect(news.complaint == nil)
    #expect(listen(news) { news.complaint != nil } == nil)
    #expect(news.complaint?.contains("no sign of life") == true)
  }

  @Test func nonsenseEndsTheConnectionAndNotTheNews() throws {
    let listener = try LocalListener(path)
    let news = news()
    let daemon = try subscribed(news, at: listener)
    try daemon.stream.write(Array("HTTP/1.1 400 Bad Request\r\n".utf8), until: Clock.now)
    #expect(listen(news) { news.complaint != nil } == nil)
    #expect(news.complaint?.contains("the length of a message") == true)
    let again = try subscribed(news, at: listener)
    #expect(try !again.heard().isEmpty)
  }

  /// Nobody is there: it is tried again, less and less often, and never waited for.
  @Test func withoutADaemonItKeepsTrying() {
    let news = news()
    for pause in [100, 200, 200] {
      let before = Clock.now
      #expect(news.read() == nil)
      #expect(news.due >= before + .milliseconds(pause))
      #expect(news.due <= Clock.now + .milliseconds(pause))
      #expect(news.complaint != nil)
      Clock.sleep(until: news.due)
    }
  }

  /// A good-bye and the end of the connection at once crash libvirtd 9.0 where there are subscriptions (see WireLine).
  @Test func itGoesWithoutAGoodBye() throws {
    let listener = try LocalListener(path)
    var news: WireNews? = news()
    let daemon = try news.map { try subscribed($0, at: listener) }
    _ = try daemon?.heard()
    news = nil
    #expect(try daemon?.heard() == [], "the end of the stream, and nothing before it")
  }
}
