public import Model

/// What a command is given on its standard input.
public enum Input {
  /// Everything up to the end of standard input, at most `limit` bytes; what came by `deadline` when the end does not.
  public static func readToEnd(limit: Int, until deadline: Instant) -> [UInt8] {
    // A copy of the descriptor, because reading to the end and closing are not the same thing here.
    guard let input = try? Files.duplicate(0) else { return [] }
    var content: [UInt8] = []
    while content.count < limit, Poll.wait(for: .readable(input.number), until: deadline) {
      guard let bytes = try? input.readAvailable(), !bytes.isEmpty else { break }
      content += bytes
    }
    return content
  }
}
