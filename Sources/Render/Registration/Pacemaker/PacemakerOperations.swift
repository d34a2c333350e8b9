internal import Model

/// The operations of a guest among those that its resource has.
extension PacemakerPrimitive {
  /// Where an operation stands; nil when it has to be made.
  ///
  /// Of several monitors it is the one with the interval, else the first that is no more thorough than a plain one.
  func place(of operation: Operation, in present: [XMLElement]) -> Int? {
    let roles: [String?] =
      operation.role.map { [$0] } ?? ["Started", "Unpromoted", "Slave", nil]
    let named = present.indices.filter {
      present[$0]["name"] == operation.name && roles.contains(present[$0]["role"])
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
    // crmsh and pcs have names of their own for it.
    if look == nil {
      element.children.removeAll {
        $0["role"] == "Stopped" && $0["on-fail"] == "ignore"
          && $0.id.hasPrefix("\(resource)-status-")
      }
    }
    for operation in operations {
      let place = place(of: operation, in: element.children)
      var op =
        place.map { element.children[$0] }
        ?? XMLElement("op", ["id": id(of: operation), "name": operation.name])
      let isKept = PacemakerPredecessor.isKept(op)
      func settle(_ name: String, _ wanted: String?) {
        if isKept, op[name] != nil, !operation.decided.contains(name) { return }
        if let wanted, PacemakerDuration.agree(op[name], wanted) { return }
        op.attributes[name] = wanted
      }
      settle("interval", operation.interval)
      settle("timeout", operation.timeout)
      settle("on-fail", operation.onFail)
      if let role = operation.role { op.attributes["role"] = role }
      if let place { element.children[place] = op } else { element.children.append(op) }
    }
    if mode == .logOnly {
      for place in element.children.indices where element.children[place]["name"] == "monitor" {
        element.children[place].attributes["on-fail"] = "ignore"
      }
    }
    put(element, at: index, in: &primitive)
  }

  private func id(of operation: Operation) -> String {
    operation.role == nil
      ? "\(resource)-\(operation.name)-interval-\(operation.interval)" : lookID
  }

  // MARK: The look of nodes that do not have the guest

  /// The action by which a node that does not have the guest looks whether it could run it; nil where none is wanted.
  ///
  /// It is no monitor: beside that of a first look, a monitor of the role Stopped has Pacemaker 2.1.5 find neither of the two, and
  /// after a migrate_from that once failed it takes the guest for active there and stops it on both nodes (find_lrm_op of its source;
  /// crm_simulate; run). Without on-fail=ignore one that is killed at its time-out does the same.
  var look: Operation? {
    let seconds = setup.setup.integer(.readinessInterval)
    guard seconds > 0 else { return nil }
    // FNV-1a, of 32 bits.
    let hash = resource.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    let interval = seconds + Int(hash) % max(1, seconds / 10)
    return Operation(
      name: "status", interval: "\(interval)s",
      timeout: "\(max(60, setup.guest.integer(.probeTimeout)))s", onFail: "ignore",
      role: "Stopped",
      decided: setup.setup.isSet(.readinessInterval)
        ? ["interval", "timeout", "on-fail"] : ["timeout", "on-fail"])
  }

  private var lookID: String { "\(resource)-status-stopped" }

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
