internal import Model
internal import Platform

/// What becomes of a domain when a domain that serves it fails: `master` of the one, `failure-policy` of the other.
///
/// Source: Toolstacks, ldm's constraints. UNVERIFIED: whether several masters stand in one property or in several; both are
/// read.
extension LogicalDomainsManager {
  /// The policy of a domain that has none set.
  private static let initialPolicy = "ignore"

  /// The masters of a domain, each with its policy; nil for one that could not be had.
  func masters(of name: String, until deadline: Instant) -> [(name: String, policy: String?)] {
    values(of: "master", name, until: deadline)?.map { master in
      let found = values(of: "failure-policy", master, until: deadline)
      return (master, found.map { $0.first ?? LogicalDomainsManager.initialPolicy })
    } ?? []
  }

  private func values(of key: String, _ name: String, until deadline: Instant) -> [String]? {
    guard let answer = try? run(["list-constraints", "-x", name], until: deadline),
      answer.succeeded, !answer.truncated
    else { return nil }
    return FailurePolicies.values(of: key, in: answer.output)
  }
}

/// Reads generic properties out of constraints.
enum FailurePolicies {
  /// The values of the generic properties of this name, commas part several; nil for a document that is not well-formed.
  static func values(of key: String, in constraints: [UInt8]) -> [String]? {
    guard var parser = try? PullParser(constraints) else { return nil }
    var found: [String] = []
    var text: String?
    do throws(Failure) {
      while let event = try parser.next() {
        switch event {
        case .startElement(let name, let attributes):
          let isProperty = name.split(separator: ":").last == "GenericProperty"
          text =
            isProperty && attributes.contains { $0.name == "key" && $0.value == key } ? "" : nil
        case .text(let more):
          text?.append(more)
        case .endElement:
          found += (text ?? "").split(separator: ",").map { $0.trimmed }
          text = nil
        }
      }
    } catch { return nil }
    return found.filter { !$0.isEmpty }
  }
}
