internal import Model
internal import Platform

/// Where a rehearsal daemon and its guests keep what they know.
struct StateDirectory: Equatable, Sendable {
  /// The absolute path of the directory.
  let path: String

  /// The directory at `path`, which may be relative to where this process is.
  init(_ path: String) {
    var absolute = path
    if !path.hasPrefix("/"), let here = try? Files.target(of: "/proc/self/cwd") {
      absolute = here + "/" + path
    }
    while absolute.count > 1, absolute.hasSuffix("/") { absolute.removeLast() }
    self.path = absolute
  }

  /// Where the tool answers: what `tool hang` and the like change.
  var socket: String { path + "/socket" }
  /// Where the person who rehearses gives directions; it always answers.
  var backstage: String { path + "/backstage" }
  /// Held by the daemon as long as it lives.
  var lock: String { path + "/lock" }
  var daemonLog: String { path + "/daemon.log" }
  /// The boot of the machine in which a daemon ran last.
  var machineBoot: String { path + "/boot" }
  /// The folders of the guests.
  var guests: String { path + "/guests" }

  /// The folder of a guest; nil when its name is too long for one.
  func folder(of guest: String) -> GuestFolder? {
    let name = StateDirectory.fileName(for: guest)
    return name.isEmpty || name.utf8.count > 255 ? nil : GuestFolder(path: "\(guests)/\(name)")
  }

  /// A name as a file name: itself, but for what a file name cannot hold or what would hide it.
  static func fileName(for guest: String) -> String {
    let digits = Array("0123456789abcdef")
    var result = ""
    for (index, scalar) in guest.unicodeScalars.enumerated() {
      let isHidden = index == 0 && scalar == "."
      if scalar == "/" || scalar == "%" || scalar.value < 0x20 || scalar.value == 0x7f || isHidden {
        result += "%\(digits[Int(scalar.value >> 4)])\(digits[Int(scalar.value & 15)])"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// The files of one guest.
struct GuestFolder: Equatable, Sendable {
  let path: String

  /// What the guest is made from, as it was given.
  var definition: String { path + "/definition.xml" }
  /// What it does, one wish a line.
  var script: String { path + "/script" }
  /// What the daemon knows of it.
  var record: String { path + "/record" }
  /// What the guest's process last said of itself.
  var status: String { path + "/status" }
  /// What the guest writes to its serial console.
  var console: String { path + "/console.log" }
  /// The variables of its firmware.
  var nvram: String { path + "/nvram" }

  /// Removes what a daemon that was killed has left of writing. Only a daemon writes these, and there is one: who holds its lock.
  func sweep() {
    for file in [record, definition, script] { Files.sweep(file, isAlone: true) }
    // The guest's own process writes that one, and may be about it.
    Files.sweep(status)
  }

  /// Removes the folder and everything that we put there.
  func remove() throws(SystemError) {
    sweep()
    for file in [record, definition, script, status, console, console + ".old", nvram] {
      try Files.remove(file)
    }
    try Files.removeDirectory(path)
  }
}
