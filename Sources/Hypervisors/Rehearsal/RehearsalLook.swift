internal import Model
internal import Platform

/// Whether this node could start a rehearsed guest: it could, unless the file `lacking` beside its guests says what is missing, for
/// learning and tests.
struct RehearsalLook: NodeLook {
  let directory: String

  func check(_ guest: Guest, by definition: [UInt8], until deadline: Instant) throws(Failure)
    -> [String]
  {
    guard let text = try? Files.read("\(directory)/lacking", limit: 4_096) else { return [] }
    let cause = String(decoding: text, as: UTF8.self).split(separator: "\n").first ?? ""
    throw Failure(.notReady, Environment.nodeName, cause: String(cause))
  }
}
