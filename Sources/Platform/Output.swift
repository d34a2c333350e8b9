internal import Glibc
internal import Model

/// What a command says to the person or program that called it.
public enum Output {
  /// Writes to standard output; a reader that has gone is not an error.
  public static func write(_ text: String) { put(Array(text.utf8), 1) }
  /// Writes bytes of any kind to standard output.
  public static func write(_ bytes: [UInt8]) { put(bytes, 1) }
  /// Writes a line to standard output.
  public static func line(_ text: String) { put(Array((text + "\n").utf8), 1) }
  /// Writes a line to standard error; it may hold words of tools and guests, which steer no terminal.
  public static func complain(_ text: String) {
    put(Array((Escapes.terminal(text, keepingLines: true) + "\n").utf8), 2)
  }
  /// Whether standard output is a terminal.
  public static var isTerminal: Bool { isatty(1) == 1 }

  private static func put(_ bytes: [UInt8], _ number: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        guard Poll.wait(for: .writable(number), until: Clock.now + .seconds(5)) else { return }
      } else if errno != EINTR {
        return
      }
    }
  }

  /// From now on the three standard streams are /dev/null, so that whoever read them sees their end.
  public static func release() {
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    guard null >= 0 else { return }
    for number in Int32(0)...2 { dup2(null, number) }
    if null > 2 { close(null) }
  }

  /// Ends the program.
  public static func exit(_ status: Int32) -> Never { Glibc.exit(status) }
}
