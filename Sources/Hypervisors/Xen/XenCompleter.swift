internal import Model
internal import Platform

/// xl and xm make up a UUID, and a hardware address for each `vif` without one, at each `create`: xl.cfg(5), xl-network-configuration(5).
///
/// What is filled in stands in assignments behind the file's own, as the last value of a key counts.
struct XenCompleter: GuestCompleter {
  let tool: XenToolstack

  func particulars(of whole: [UInt8], beyond kept: [UInt8]) throws(Failure) -> Particulars {
    let (made, given) = (try Interfaces(whole, tool), try Interfaces(kept, tool))
    var found = Particulars(
      uuid: given.uuid.isEmpty ? made.uuid : "")
    guard made.texts.count == given.texts.count else { return found }
    for (text, filled) in zip(given.texts, made.texts) where Interfaces.mac(text) == nil {
      guard let mac = Interfaces.mac(filled) else { continue }
      found.devices.append(Particulars.Device("interface", text, mac: mac))
    }
    return found
  }

  /// What xl has filled in for a guest that came by a move stands in its list alone.
  func particulars(of guest: Guest, beyond kept: [UInt8], until deadline: Instant) throws(Failure)
    -> Particulars?
  {
    guard tool == .xl else { return nil }
    let long = try Toolbox.run(tool.rawValue, ["list", "-l", guest.name], until: deadline)
    guard long.succeeded, !long.truncated else { return nil }
    return try particulars(shown: XenFacts(parsing: long.text), beyond: kept)
  }

  /// What the list shows of it; nil where that has no UUID, or has not as many interfaces as the definition.
  func particulars(shown: XenFacts, beyond kept: [UInt8]) throws(Failure) -> Particulars? {
    let given = try Interfaces(kept, tool)
    guard !shown.uuid.isEmpty else { return nil }
    var found = Particulars(uuid: given.uuid.isEmpty ? shown.uuid : "")
    if given.texts.isEmpty { return found }
    guard shown.addresses.count == given.texts.count else { return nil }
    for (text, mac) in zip(given.texts, shown.addresses) where Interfaces.mac(text) == nil {
      found.devices.append(Particulars.Device("interface", text, mac: mac.lowercased()))
    }
    return found
  }

  func completing(_ kept: [UInt8], by known: Particulars, identityAlone: Bool) throws(Failure)
    -> [UInt8]
  {
    let given = try Interfaces(kept, tool)
    let uuid = given.uuid.isEmpty ? GuestUUID.canonical(known.uuid) ?? "" : given.uuid
    var more: [String] = []
    if given.uuid.isEmpty, !uuid.isEmpty { more.append("uuid = \"\(uuid)\"") }
    var taken = Set(given.texts.compactMap(Interfaces.mac))
    let devices = known.known(of: given.texts.map { ("interface", $0) })
    let texts = given.texts.enumerated().map { number, text in
      guard Interfaces.mac(text) == nil else { return text }
      let last = devices[number].flatMap { taken.contains($0.mac) ? nil : $0.mac }
      guard
        let mac = last
          ?? (uuid.isEmpty
            ? nil : Particulars.mac(of: uuid, interface: number, vendor: "00:16:3e", taken: taken))
      else { return text }
      taken.insert(mac)
      return text.trimmed.isEmpty ? "mac=\(mac)" : "mac=\(mac),\(text)"
    }
    if texts != given.texts {
      more.append("vif = [ " + texts.map { "\"\($0)\"" }.joined(separator: ", ") + " ]")
    }
    return more.isEmpty ? kept : kept + Array(("\n" + more.joined(separator: "\n") + "\n").utf8)
  }

  /// What a file says of its UUID and its interfaces.
  private struct Interfaces {
    let uuid: String
    /// A text for each; none where one of them is no plain text in ASCII, or Python computes it.
    let texts: [String]

    init(_ bytes: [UInt8], _ tool: XenToolstack) throws(Failure) {
      uuid = try XenDefinition.read(bytes, for: tool).uuid
      guard case .list(let values)? = try XenConfiguration(parsing: bytes, for: tool).values["vif"]
      else {
        texts = []
        return
      }
      let plain = values.compactMap { value -> String? in
        guard case .text(let bytes, _) = value,
          bytes.allSatisfy({ (0x20..<0x7F).contains($0) && !"\"\\".utf8.contains($0) })
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
      }
      texts = plain.count == values.count ? plain : []
    }

    /// The hardware address in an interface's text, in lower case.
    static func mac(_ text: String) -> String? {
      for option in text.split(separator: ",") {
        let halves = option.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
        if halves.count == 2, halves[0] == "mac" { return halves[1].lowercased() }
      }
      return nil
    }
  }
}
