import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

@Suite(.ownThreads) struct EarTests {
  /// News that a test writes.
  final class WrittenNews: GuestNews {
    let pipe: Pipe
    var tidings: [GuestTiding?]
    var complaint: String?
    var due = Clock.now + .seconds(60)

    init(_ tidings: [GuestTiding?]) throws {
      self.tidings = tidings
      pipe = try Pipe()
      if !tidings.isEmpty { try pipe.writing.write([1], until: Clock.now) }
    }

    var handle: Int32? { complaint == nil ? pipe.reading.number : nil }

    func read() -> GuestTiding? { tidings.isEmpty ? nil : tidings.removeFirst() }
  }

  let sandbox: Sandbox
  let log: ResourceLog

  init() throws {
    sandbox = try Sandbox()
    log = ResourceLog(
      try ResourceIdentity(resource: "web-rs", group: "web-rg"), method: "guard_xvm",
      locations: sandbox.locations)
  }

  var lines: [String] {
    let text = (try? Files.read(log.file, limit: 1 << 16)) ?? []
    return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// A departure is told once and holds until the guest is here again.
  @Test func aDepartureIsRemembered() throws {
    let ear = GuestEar(try WrittenNews([.change, .departure, nil]), of: "libvirt", log)
    #expect(ear.read())
    #expect(!ear.heardOfDeparture)
    #expect(ear.read())
    #expect(!ear.read())
    #expect(ear.heardOfDeparture)
    ear.forgetDeparture()
    #expect(!ear.heardOfDeparture)
  }

  @Test func itListensForALittleWhileAndNoLonger() throws {
    let told = GuestEar(try WrittenNews([.change, .departure]), of: "libvirt", log)
    let began = Clock.now
    told.listen(until: began + .seconds(120))
    #expect(told.heardOfDeparture)
    #expect(Clock.now < began + .seconds(60))

    let silent = GuestEar(try WrittenNews([]), of: "libvirt", log)
    silent.listen(until: Clock.now + .milliseconds(20))
    #expect(!silent.heardOfDeparture)
  }

  /// With nobody to listen to there is nothing to wait for.
  @Test func theDeafWaitForNothing() throws {
    let broken = try WrittenNews([.departure])
    broken.complaint = "gone"
    for ear in [GuestEar(broken, of: "libvirt", log), GuestEar(nil, of: "libvirt", log)] {
      let began = Clock.now
      ear.listen(until: began + .seconds(120))
      #expect(Clock.now < began + .seconds(60))
      #expect(!ear.heardOfDeparture)
      #expect(ear.interests.isEmpty)
    }
  }

  /// One line when it goes deaf, one when it hears again, however often it is asked in between.
  @Test func theLogTellsWhenItCannotHear() throws {
    let news = try WrittenNews([])
    let ear = GuestEar(news, of: "libvirt", log)
    _ = ear.read()
    #expect(lines.isEmpty)
    news.complaint = "the daemon hung up"
    for _ in 0..<3 { _ = ear.read() }
    #expect(lines.count == 1)
    #expect(lines.last?.contains("the daemon hung up") == true)
    news.complaint = nil
    for _ in 0..<3 { _ = ear.read() }
    #expect(lines.count == 2)
  }
}
