import Platform
import TestSupport
import Testing

/// What a tool answered in a run that a file under Transcripts keeps: ` | ` output, ` ! ` errors, ` => rc=` the status.
struct Transcript {
  let completion: Completion

  /// The run that stands under `## title` in `Transcripts/<file>.txt`.
  init(_ file: String, _ title: String) throws {
    let path = "\(SourceTree.root)/Tests/HypervisorsTests/Transcripts/\(file).txt"
    let text = String(decoding: try Files.read(path), as: UTF8.self)
    try #require(text.hasPrefix("# "), "\(file) does not say where it comes from")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "## \(title)"), "\(file) has no '\(title)'")
    let run = lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }
    func stream(_ sign: String) -> [UInt8] {
      Array(run.filter { $0.hasPrefix(sign) }.map { $0.dropFirst(sign.count) + "\n" }.joined().utf8)
    }
    let status = try #require(run.first { $0.hasPrefix(" => rc=") }).dropFirst(7)
    let number = try #require(Int32(status))
    completion = Completion(
      ending: number == 124 ? .timedOut : .exited(number), output: stream(" | "),
      errors: stream(" ! "))
  }
}
