import Model
import Platform
import TestSupport
import Testing

@Suite(.ownThreads) struct FlightRecorderTests {
  static func event(_ text: String, at time: Int64 = 1) -> GuestEvent {
    GuestEvent(time: time, node: "n", method: "m", kind: .seen, text: text)
  }

  @Test func whatWasAddedIsThere() throws {
    let sandbox = try Sandbox()
    let recorder = FlightRecorder(resource: "web-rs", locations: sandbox.locations)
    #expect(try recorder.history == GuestHistory())
    recorder.add(Self.event("one", at: 1))
    recorder.add(Self.event("two", at: 2))
    #expect(try recorder.history.events.map(\.text) == ["one", "two"])
    #expect(Files.information(recorder.path)?.mode == 0o640)
    #expect(Files.information(Files.parent(of: recorder.path))?.mode == 0o750)
    try recorder.erase()
    #expect(try recorder.history == GuestHistory())
  }

  /// A writer was killed, or the disk was full, in the middle of a line.
  @Test func aTornLineIsNotJoinedToTheNext() throws {
    let sandbox = try Sandbox()
    let recorder = FlightRecorder(resource: "web-rs", locations: sandbox.locations)
    recorder.add(Self.event("whole"))
    let half = Self.event("half").line
    try Files.append(recorder.path, Array(half.utf8.prefix(half.utf8.count - 4)))
    recorder.add(Self.event("after"))
    #expect(try recorder.history.events.map(\.text) == ["whole", "after"])
    #expect(try recorder.history.damaged == 1)
  }

  @Test func severalWritersLoseNothingAndTheFilesStayBounded() async throws {
    let sandbox = try Sandbox()
    let recorder = FlightRecorder(resource: "web-rs", locations: sandbox.locations)
    let text = String(repeating: "x", count: 500)
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          for number in 0..<100 {
            recorder.add(Self.event("\(writer) \(number) \(text)", at: Int64(number)))
          }
        }
      }
    }
    let history = try recorder.history
    #expect(history.damaged == 0)
    let length = Int64(Self.event("0 0 \(text)").line.utf8.count) + 8
    let sizes = [recorder.path, recorder.older].map { Files.information($0)?.size ?? 0 }
    #expect(sizes.allSatisfy { (1...FlightRecorder.limit + 5 * length).contains($0) }, "\(sizes)")
    let kept = try [recorder.path, recorder.older].map {
      try FlightRecorder.read($0).events.count
    }
    #expect(history.events.count == kept[0] + kept[1])
    // What has gone has gone with the file before the last; of what is left nothing is missing in between.
    for writer in 0..<4 {
      let mine = history.events.filter { $0.text.hasPrefix("\(writer) ") }.map(\.time)
      #expect(mine == Array((mine.first ?? 100)..<100))
    }
  }

  @Test func aLinkIsNotWrittenThrough() throws {
    let sandbox = try Sandbox()
    let recorder = FlightRecorder(resource: "web-rs", locations: sandbox.locations)
    let victim = try sandbox.write("victim", "")
    try Files.makeDirectory(Files.parent(of: recorder.path))
    try Files.link(recorder.path, to: victim)
    recorder.add(Self.event("one"))
    #expect(try sandbox.text("victim").isEmpty)
  }

  /// A clock that was set back while the file was put aside makes nothing of the new one older than the old one.
  @Test func theFilePutAsideComesFirstWhateverTheClockSays() throws {
    let sandbox = try Sandbox()
    let recorder = FlightRecorder(resource: "web-rs", locations: sandbox.locations)
    recorder.add(Self.event("before", at: 7_200_000))
    try Files.rename(recorder.path, to: recorder.older)
    recorder.add(Self.event("after", at: 3_600_000))
    #expect(try recorder.history.events.map(\.text) == ["before", "after"])
  }

  /// `web.old` is a legal name of a resource, and no part of web's history.
  @Test func theFilePutAsideIsNoOtherResourcesFile() throws {
    let sandbox = try Sandbox()
    let name = Files.name(of: FlightRecorder(resource: "web", locations: sandbox.locations).older)
    #expect(throws: Failure.self) { try ResourceIdentity(resource: name, group: "any") }
    for other in ["web.old", "web-old", "web.1"] {
      let recorder = FlightRecorder(resource: other, locations: sandbox.locations)
      recorder.add(Self.event("of \(other)"))
    }
    let recorder = FlightRecorder(resource: "web", locations: sandbox.locations)
    recorder.add(Self.event("of web"))
    #expect(try recorder.history.events.map(\.text) == ["of web"])
  }
}
