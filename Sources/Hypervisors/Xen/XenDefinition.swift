internal import Model

/// What the agent has to know of a domain's configuration file.
struct XenDefinition {
  let name: String
  private let configuration: XenConfiguration

  /// Reads a file; one that does not give its name as plain text is refused.
  init(parsing bytes: [UInt8], for tool: XenToolstack = .xl) throws(Failure) {
    // The other format that people have of a guest of Xen.
    if bytes.drop(while: { $0 <= 0x20 }).starts(with: "<".utf8) {
      throw Failure(
        .badDefinition, "line 1",
        cause:
          "it is XML, and \(tool.rawValue) takes 'key = value'; for a guest that libvirt keeps set Hypervisor=LIBVIRT and "
          + "Connect_uri=xen:///system, or convert it with 'virsh -c xen:///system domxml-to-native xen-xl FILE'"
      )
    }
    configuration = try XenConfiguration(parsing: bytes, for: tool)
    if let line = configuration.suspects.first {
      throw Failure(
        .badDefinition, "line \(line)",
        cause: "a statement of Python may set the name; write name = \"...\" alone")
    }
    switch configuration.values["name"] {
    case nil: throw Failure(.badDefinition, cause: "it names no domain; write name = \"...\"")
    case .text(let bytes, let line):
      guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) else {
        throw Failure(.badDefinition, "line \(line)", cause: "its name is no plain text in UTF-8")
      }
      name = text
    case .list(let values):
      throw Failure(
        .badDefinition, "line \(values.first?.texts.first?.line ?? 1)",
        cause: "its name is not a text in quotes but a list")
    case .computed(let line):
      throw Failure(
        .badDefinition, "line \(line)",
        cause: "its name is not a text in quotes; Python computes it, which nobody runs here")
    }
  }

  /// What a file says.
  static func read(_ bytes: [UInt8], for tool: XenToolstack) throws(Failure) -> GuestDefinition {
    let found = try XenDefinition(parsing: bytes, for: tool)
    return GuestDefinition(
      name: found.name, uuid: try found.uuid(tool),
      secrets: XenSecrets.find(in: found.configuration),
      processors: found.most("maxvcpus", "vcpus") ?? 1, mebibytes: found.most("maxmem", "memory"))
  }

  /// The first of these numbers that it has; a file may leave out the most and then means what the guest begins with, and one
  /// processor where it has neither (xl.cfg(5)).
  private func most(_ keys: String...) -> Int? {
    keys.lazy.compactMap { key -> Int? in
      guard case .text(let bytes, _)? = configuration.values[key] else { return nil }
      return Int(outside: String(decoding: bytes, as: UTF8.self), in: 1...1 << 30)
    }.first
  }

  /// The UUID; xl takes the form with four hyphens alone (uuid_parse(3)).
  private func uuid(_ tool: XenToolstack) throws(Failure) -> String {
    guard case .text(let bytes, let line)? = configuration.values["uuid"] else { return "" }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let uuid = GuestUUID.canonical(text), tool == .xm || uuid == text.lowercased() else {
      throw Failure(
        .badDefinition, "line \(line)",
        cause:
          "the uuid '\(text.prefix(64))' is not of the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
    }
    return uuid
  }
}

/// What of a domain's configuration file others must not see: one table.
enum XenSecrets {
  /// A row: a key, or an option of the texts of a key: `vfb/vncpasswd`.
  struct Row: Sendable {
    let place: String
    let kind: GuestDefinition.Secret.Kind
    /// A text of the key is one when it holds one of these words; with none, when it is not empty.
    let words: [String]

    init(_ place: String, _ kind: GuestDefinition.Secret.Kind, _ words: [String] = []) {
      (self.place, self.kind, self.words) = (place, kind, words)
    }

    fileprivate func holds(_ text: String) -> Bool {
      guard place.contains("/"), let option = place.split(separator: "/").last else {
        return words.isEmpty ? !text.isEmpty : SecretWords.areIn(text, words)
      }
      return text.split(separator: ",").contains { part in
        let halves = part.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
        return halves.count == 2 && halves[0] == option && !halves[1].isEmpty
      }
    }
  }

  /// The table: what opens a display (xl.cfg(5), xmdomain.cfg(5)), and what may hold a secret of the guest or of a store.
  static let rows = [
    Row("vncpasswd", .access), Row("spicepasswd", .access), Row("vfb/vncpasswd", .access),
    Row("disk", .guestData, SecretWords.keys), Row("extra", .guestData, guest),
    Row("cmdline", .guestData, guest), Row("smbios", .guestData, SecretWords.credentials),
    Row("device_model_args", .guestData, guest), Row("device_model_args_hvm", .guestData, guest),
    Row("device_model_args_pv", .guestData, guest),
  ]
  private static let guest = SecretWords.credentials + SecretWords.keys

  static func find(in configuration: XenConfiguration) -> [GuestDefinition.Secret] {
    rows.flatMap { row in
      let key = String(row.place.prefix { $0 != "/" })
      return (configuration.values[key]?.texts ?? []).compactMap { text, line in
        row.holds(String(decoding: text, as: UTF8.self))
          ? GuestDefinition.Secret(row.kind, line: line, row.place) : nil
      }
    }.sorted { $0.line < $1.line }
  }
}
