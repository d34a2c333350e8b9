internal import Model

/// The operations of a guest among those that its resource has.
extension PacemakerPrimitive {
  /// Where an operation stands; nil when it has to be made.
  ///
  /// Of several monitors it is the one with the interval, else the first that is no more thorough than a plain one.
  func place(of operation: Operation, in present: [XMLElement]) -> Int? {
    let named = present.indices.filter {
      present[$0]["name"] == operation.name
        && ["Started", "Unpromoted", "Slave", nil].contains(present[$0]["role"])
    }
    guard operation.name == "monitor" else { return named.first }
    let recurring = named.filter {
      PacemakerDuration.milliseconds(present[$0]["interval"] ?? "") != 0
    }
    return recurring.first { PacemakerDuration.agree(present[$0]["interval"], operation.interval) }
      ?? recurring.first { place in
        present[place].everywhere("nvpair").allSatisfy { $0["name"] != "OCF_CHECK_LEVEL" }
      } ?? recurring.first
  }

  /// Gives the operations what they are to have; others stay, and so does what the site has set and the file does not decide.
  func setOperations(in primitive: inout XMLElement) {
    let index = primitive.children.firstIndex { $0.name == "operations" }
    var element = index.map { primitive.children[$0] } ?? XMLElement("operations")
    for operation in operations {
      let place = place(of: operation, in: element.children)
      var op =
        place.map { element.children[$0] }
        ?? XMLElement(
          "op",
          [
            "id": "\(resource)-\(operation.name)-interval-\(operation.interval)",
            "name": operation.name,
          ])
      let isKept = PacemakerPredecessor.isKept(op)
      func settle(_ name: String, _ wanted: String?) {
        if isKept, op[name] != nil, !operation.decided.contains(name) { return }
        if let wanted, PacemakerDuration.agree(op[name], wanted) { return }
        op.attributes[name] = wanted
      }
      settle("interval", operation.interval)
      settle("timeout", operation.timeout)
      settle("on-fail", operation.onFail)
      if let place { element.children[place] = op } else { element.children.append(op) }
    }
    if mode == .logOnly {
      for place in element.children.indices where element.children[place]["name"] == "monitor" {
        element.children[place].attributes["on-fail"] = "ignore"
      }
    }
    put(element, at: index, in: &primitive)
  }

  /// Two operations that Pacemaker would not tell apart, in words; nil when there are none.
  static func collision(in primitive: XMLElement) -> String? {
    var seen: Set<String> = []
    for operation in primitive.first("operations")?.all("op") ?? []
    where !seen.insert(PacemakerDuration.key(operation)).inserted {
      let role = operation["role"].map { " of the role \($0)" } ?? ""
      return
        "two operations \(operation["name"] ?? "")\(role) have the interval \(operation["interval"] ?? "0")"
    }
    return nil
  }
}
