internal import Model
internal import Platform

/// What this node knows of hosts and file systems, by the system's own tools.
enum NodeFacts {
  /// The first address of a host: getent(1); nil where there is none.
  static func address(of host: String) -> String? {
    ask("/usr/bin/getent", ["ahosts", "--", host])?.split(whereSeparator: \.isWhitespace).first
      .map(String.init)
  }

  /// A file system as fstab(5) has it.
  struct FileSystem {
    let device, type, options: String
  }

  /// The row of a mount point in fstab(5), read by findmnt(8); nil where there is none.
  static func fileSystem(at directory: String) -> FileSystem? {
    func column(_ name: String) -> String? {
      ask(
        "/usr/bin/findmnt",
        ["--fstab", "--noheadings", "--first-only", "--output", name, "--mountpoint", directory])?
        .split(separator: "\n").first.map { String($0) }
    }
    // One column a call: a device may have blanks in its name.
    guard let device = column("SOURCE"), let type = column("FSTYPE") else { return nil }
    return FileSystem(device: device, type: type, options: column("OPTIONS") ?? "defaults")
  }

  private static func ask(_ program: String, _ arguments: [String]) -> String? {
    guard
      let answer = try? ChildProcess.run(
        Command(program, arguments, environment: Environment.clean),
        until: Clock.now + .seconds(10)), answer.succeeded
    else { return nil }
    return answer.text
  }
}
