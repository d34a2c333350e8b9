internal import Model
internal import Platform

/// What a forecast of a move needs, measured with libvirt alone: nothing of ours has to run on the other node.
struct LibvirtPace {
  private let driver, peer: LibvirtDriver
  private let deadline: Instant

  init(_ driver: LibvirtDriver, to peer: LibvirtDriver, until deadline: Instant) {
    (self.driver, self.peer, self.deadline) = (driver, peer, deadline)
  }

  func measure(_ guest: Guest) throws(Failure) -> MovePace {
    let memory = try driver.memory(of: guest, until: deadline) ?? 0
    let one = try written(by: guest, within: 1)
    let three = try written(by: guest, within: 3)
    return MovePace(memory: memory, written: (one, three), speed: try speed())
  }

  /// `virsh domdirtyrate-calc`: QEMU samples the memory and looks again after so many seconds.
  private func written(by guest: Guest, within seconds: Int64) throws(Failure) -> Int64 {
    let began = try driver.virsh(
      ["domdirtyrate-calc", "--domain", guest.name, "--seconds", "\(seconds)"], until: deadline)
    guard began.succeeded else {
      throw Failure(.moveRefused, guest.name, cause: "no dirty rate: \(began.complaint)")
    }
    Clock.sleep(until: Clock.now + .seconds(seconds))
    while Clock.now < deadline {
      let answer = try driver.virsh(["domstats", "--dirtyrate", guest.name], until: deadline)
      let fields = LibvirtPace.fields(answer.text)
      if fields["dirtyrate.calc_status"] == 2, fields["dirtyrate.calc_period"] == seconds {
        return (LibvirtPace.rate(fields) * seconds) << 20
      }
      Clock.sleep(until: Clock.now + .milliseconds(100))
    }
    throw Failure(.moveRefused, guest.name, cause: "QEMU did not say how fast it writes")
  }

  /// Mebibytes a second; one that no machine writes is none.
  static func rate(_ fields: [String: Int64]) -> Int64 {
    let rate = fields["dirtyrate.megabytes_per_second"] ?? 0
    return (0...1 << 30).contains(rate) ? rate : 0
  }

  static func fields(_ text: String) -> [String: Int64] {
    var fields: [String: Int64] = [:]
    for line in text.trimmedLines {
      let pair = line.split(separator: "=", maxSplits: 1).map(String.init)
      if pair.count == 2 { fields[pair[0]] = Int64(outside: pair[1]) }
    }
    return fields
  }

  /// How fast the link is: the time that a question of some megabytes takes more than a short one, less what it takes more
  /// when this node's own daemon is asked.
  ///
  /// The question is whether a processor would do, with a long comment in its description; a message of libvirt's protocol
  /// holds 4 MiB at most (remote_protocol.x, REMOTE_STRING_MAX).
  private func speed() throws(Failure) -> Int64 {
    let size = 3 << 20
    // The shortest of each counts, as whatever else the machine does only makes them longer; asked in turn, so that what it does
    // meets all of them.
    let questions = [(peer, size), (peer, 1), (driver, size), (driver, 1)]
    var shortest = [Duration](repeating: .seconds(3_600), count: questions.count)
    let most = 8
    for _ in 0..<most {
      let began = Clock.now
      for (number, (daemon, length)) in questions.enumerated() {
        shortest[number] = min(shortest[number], try question(daemon, length))
      }
      // A slow link or a busy machine leaves time for fewer of them.
      if deadline - Clock.now < (Clock.now - began) * 3 { break }
    }
    let span = max((shortest[0] - shortest[1]) - (shortest[2] - shortest[3]), .milliseconds(5))
    return Int64(size) * 1_000 / max(1, span.inMilliseconds)
  }

  private func question(_ daemon: LibvirtDriver, _ size: Int) throws(Failure) -> Duration {
    let comment = String(repeating: "x", count: size)
    let text = "<cpu mode='custom'><model>qemu64</model><!-- \(comment) --></cpu>"
    let answer = try daemon.virsh(
      ["cpu-compare", "/dev/stdin"], input: Array(text.utf8), until: deadline)
    // That the processor would not do is an answer as well, on standard output.
    guard answer.succeeded || !answer.output.isEmpty else {
      throw Failure(.moveRefused, daemon.name, cause: answer.complaint)
    }
    return answer.elapsed
  }
}
