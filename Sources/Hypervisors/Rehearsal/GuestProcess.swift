internal import Model
internal import Platform

/// The process that is a rehearsal guest: its emulator, its kernel and its console in one.
///
/// It is told by signals, so that any daemon, or none, can own it: TERM asks it to shut down, USR1 pauses it, USR2 lets it go
/// on, INT makes it crash (as a non-maskable interrupt does), HUP has it read its script again.
enum GuestProcess {
  /// What its command line is after the program's name; the second witness recognises the guest by it.
  static func arguments(name: String, uuid: String, directory: StateDirectory) -> [String] {
    ["guest", "--state", directory.path, "--uuid", uuid, "--", name]
  }

  /// The name and UUID of the guest that a process with these arguments plays; nil for any other process.
  static func guest(_ arguments: [String], in directory: StateDirectory)
    -> (name: String, uuid: String)?
  {
    guard arguments.count == 8 else { return nil }
    let (uuid, name) = (arguments[5], arguments[7])
    let expected = Self.arguments(name: name, uuid: uuid, directory: directory)
    return Array(arguments.dropFirst()) == expected ? (name, uuid) : nil
  }

  /// Plays the guest to its end; the exit status is 0 when it shut down or left.
  static func play(name: String, directory: StateDirectory) throws(Failure) -> Int32 {
    guard let folder = directory.folder(of: name) else { throw Failure(.rehearsalName, name) }
    do throws(SystemError) {
      let signals = try SignalQueue([
        Signal.terminate, Signal.user1, Signal.user2, Signal.interrupt, Signal.hangUp,
      ])
      return try loop(folder, signals)
    } catch {
      throw Failure(.cannotStart, name, cause: error.description)
    }
  }

  private static func loop(
    _ folder: GuestFolder, _ signals: borrowing SignalQueue
  ) throws(SystemError) -> Int32 {
    var machine = GuestMachine(script(folder) ?? GuestScript(), at: Clock.now) {
      // 64 random bits: two boots never share one.
      let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    try publish(.running, folder)
    while true {
      _ = Poll.wait([.readable(signals.handle)], until: machine.wakeUp)
      var effects = machine.step(.time, at: Clock.now)
      while let signal = signals.next() {
        if let input = input(signal, folder) { effects += machine.step(input, at: Clock.now) }
      }
      for effect in effects {
        switch effect {
        case .console(let line):
          // A console that cannot be written, as on a full file system, is no reason for a guest to die.
          ResourceLog.rotate(folder.console)
          try? Files.append(folder.console, Array((line + "\n").utf8))
        case .nvram(let line): try? Files.append(folder.nvram, Array((line + "\n").utf8))
        case .state(let state): try publish(state, folder)
        case .end(let state):
          try publish(state, folder)
          return state == .off(.crashed) ? 1 : 0
        }
      }
    }
  }

  private static func input(_ signal: Int32, _ folder: GuestFolder) -> GuestMachine.Input? {
    switch signal {
    case Signal.terminate: .shutdownRequest
    case Signal.user1: .pause
    case Signal.user2: .resume
    case Signal.interrupt: .crash
    case Signal.hangUp: script(folder).map { .script($0) }
    default: nil
    }
  }

  private static func script(_ folder: GuestFolder) -> GuestScript? {
    guard let text = try? Files.read(folder.script, limit: 1 << 20) else { return nil }
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    return try? GuestScript(lines)
  }

  private static func publish(_ state: GuestState, _ folder: GuestFolder) throws(SystemError) {
    try Files.replace(
      folder.status, with: Array((TabbedLine.join(StateWords.words(state)) + "\n").utf8))
  }
}
