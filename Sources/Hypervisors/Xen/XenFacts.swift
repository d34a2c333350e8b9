internal import Model

/// What `xl info` says of a node: `key : value`, a line each.
struct XenInfo {
  private let fields: [String: String]

  init(parsing text: String) {
    var fields: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let pair = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      if pair.count == 2 { fields[pair[0].trimmed] = pair[1].trimmed }
    }
    self.fields = fields
  }

  /// The memory in MiB that a guest could get; nil where domain 0 would give up some of its own, which Xen does by itself
  /// unless its command line fixes domain 0's: xl.conf(5), autoballoon.
  var room: Int? {
    guard fields["xen_commandline"]?.contains("dom0_mem=") == true else { return nil }
    return fields["free_memory"].flatMap { Int(outside: $0) }
  }

  /// Whether this Xen can move a paravirtual guest, which needs shadow paging; nil where it does not say: the words of
  /// virt_caps are there since Xen 4.13, `pv` among them.
  var movesParavirtual: Bool? {
    let words = (fields["virt_caps"] ?? "").split(separator: " ")
    return words.contains("pv") ? words.contains("shadow") : nil
  }
}

/// What `xl list -l NAME` says of a guest, as far as a move or another start of it needs that.
struct XenFacts: Equatable {
  /// `pv`, `pvh` or `hvm`; empty when it is not said.
  var type = ""
  /// Its memory in MiB; nil when it is not said.
  var memory: Int?
  var disks: [String] = []
  /// Empty when it is not said.
  var uuid = ""
  /// The hardware addresses of its interfaces, in their order.
  var addresses: [String] = []

  init(
    type: String = "", memory: Int? = nil, disks: [String] = [], uuid: String = "",
    addresses: [String] = []
  ) {
    (self.type, self.memory, self.disks) = (type, memory, disks)
    (self.uuid, self.addresses) = (uuid, addresses)
  }

  /// Reads what libxl prints, a line a member.
  init(parsing text: String) {
    for line in text.trimmedLines {
      let pair = line.split(separator: ":", maxSplits: 1).map { $0.trimmed }
      guard pair.count == 2 else { continue }
      let value = pair[1].last == "," ? String(pair[1].dropLast()) : pair[1]
      let text = value.hasPrefix("\"") ? String(value.dropFirst().dropLast()) : ""
      switch pair[0] {
      case "\"type\"" where type.isEmpty: type = text
      case "\"uuid\"" where uuid.isEmpty: uuid = text
      case "\"mac\"": addresses.append(text)
      case "\"max_memkb\"": memory = memory ?? Int(outside: value).map { $0 >> 10 }
      case "\"pdev_path\"" where text.hasPrefix("/"): disks.append(text)
      default: break
      }
    }
  }
}
