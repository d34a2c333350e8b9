internal import Glibc
public import Model

/// What a command says to the person or program that called it.
public enum Output {
  /// Writes what the command was called for to standard output, such as a table: half of it must not pass for the whole.
  ///
  /// - Returns: whether somebody still reads; a reader that has gone is not an error.
  /// - Throws: `.unwritable` when it cannot be written, as on a full disk.
  @discardableResult
  public static func answer(_ text: String) throws(Failure) -> Bool {
    try answer(Array(text.utf8))
  }
  /// Writes bytes of any kind that the command was called for; see above.
  @discardableResult
  public static func answer(_ bytes: [UInt8]) throws(Failure) -> Bool {
    guard let error = put(bytes, 1) else { return true }
    if error.number == EPIPE { return false }
    throw Failure(.unwritable, "standard output", cause: error.reason)
  }
  /// Writes to standard output what a command has to say besides what it does; that it cannot is no failure of the command.
  public static func write(_ text: String) { put(Array(text.utf8), 1) }
  /// Writes one line to standard output; it may hold words of tools and guests, which begin no line and steer no terminal.
  public static func line(_ text: String) { put(Array((Escapes.line(text) + "\n").utf8), 1) }
  /// Writes one line to standard error; see above.
  public static func complain(_ text: String) {
    put(Array((Escapes.line(text) + "\n").utf8), 2)
  }
  /// Writes lines of this program's own words, as a page of help is, to standard output or to standard error.
  public static func page(_ text: String, isComplaint: Bool = false) {
    put(Array((text + "\n").utf8), isComplaint ? 2 : 1)
  }
  /// Whether standard output is a terminal.
  public static var isTerminal: Bool { isatty(1) == 1 }

  @discardableResult
  private static func put(_ bytes: [UInt8], _ number: Int32) -> SystemError? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        guard Poll.wait(for: .writable(number), until: Clock.now + .seconds(5)) else {
          return SystemError("write", number: EAGAIN)
        }
      } else if errno != EINTR {
        return .last("write")
      }
    }
    return nil
  }

  /// From now on the three standard streams are /dev/null, so that their readers see the end of the file.
  public static func release() {
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    guard null >= 0 else { return }
    for number in Int32(0)...2 { dup2(null, number) }
    if null > 2 { close(null) }
  }

  /// Ends the program.
  public static func exit(_ status: Int32) -> Never { Glibc.exit(status) }
}
