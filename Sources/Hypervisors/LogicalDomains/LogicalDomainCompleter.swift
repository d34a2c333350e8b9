internal import Model

/// ldm makes up a UUID, a host ID and a hardware address for a domain, and a hardware address for each of its networks, where the
/// constraints that it is given have none; those that it exports have all of them (Toolstacks, What libvirt fills in).
///
/// Nothing is made of the UUID here: the Logical Domains Manager assigns addresses of a range of its own, and sees to it that no other
/// manager of the subnet has the same.
struct LogicalDomainCompleter: GuestCompleter {
  func particulars(of whole: [UInt8], beyond kept: [UInt8]) throws(Failure) -> Particulars {
    let (made, given) = (try Constraints(whole), try Constraints(kept))
    var found = Particulars(uuid: given.uuid.isEmpty ? made.uuid : "")
    for item in given.items {
      guard let twin = made.items.first(where: { $0.kind == item.kind && $0.key == item.key })
      else { continue }
      let filled = Particulars.Device(
        item.kind.rawValue, item.key, mac: item.mac.isEmpty ? twin.mac : "",
        address: item.hostID.isEmpty ? twin.hostID : "")
      if !filled.mac.isEmpty || !filled.address.isEmpty { found.devices.append(filled) }
    }
    return found
  }

  /// - Parameter identityAlone: whether all but the hardware addresses is left to ldm: constraints of Logical Domains 1.2 have no UUID.
  func completing(_ kept: [UInt8], by known: Particulars, identityAlone: Bool) throws(Failure)
    -> [UInt8]
  {
    let given = try Constraints(kept)
    let uuid = given.uuid.isEmpty && !identityAlone ? GuestUUID.canonical(known.uuid) ?? "" : ""
    var taken = Set(given.items.map { $0.mac.lowercased() })
    let devices = known.known(of: given.items.map { ($0.kind.rawValue, $0.key) })
    var edits: [(place: Int, text: String)] = []
    for (item, device) in zip(given.items, devices) {
      var text = ""
      if item.kind == .domain, !uuid.isEmpty { text += "<uuid>\(uuid)</uuid>" }
      if item.mac.isEmpty, let mac = device?.mac, taken.insert(mac.lowercased()).inserted {
        text += given.element("rasd", "Address", mac)
      }
      if item.hostID.isEmpty, !identityAlone, let hostID = device?.address, !hostID.isEmpty {
        text += given.element("gprop", "GenericProperty", hostID, key: Constraints.hostID)
      }
      if !text.isEmpty { edits.append((item.end, item.isThere ? text : given.item(text))) }
    }
    return edits.sorted { $0.place > $1.place }.reduce(into: kept) {
      $0.insert(contentsOf: Array($1.text.utf8), at: $1.place)
    }
  }
}

/// The parts of a domain's constraints that ldm fills in, and where they stand (Toolstacks, ldm's constraints).
private struct Constraints {
  enum Kind: String { case domain, interface }

  struct Item {
    let kind: Kind
    /// What the guest calls its network; empty of the domain itself.
    var key = ""
    var mac = ""
    var hostID = ""
    /// Where its end tag begins, in bytes; of one that is not there, where it is to be.
    var end = 0
    var isThere = true
  }

  static let hostID = "hostid"

  private(set) var uuid: String
  private(set) var items: [Item] = []
  /// The prefixes of names in this document, by those that the guide uses.
  private var prefixes: [String: String] = [:]

  init(_ bytes: [UInt8]) throws(Failure) {
    uuid = try LogicalDomainDefinition(parsing: bytes).uuid
    var parser = try PullParser(bytes)
    var (text, key, start) = ("", "", 0)
    var type = ""
    var item = Item(kind: .interface)
    while let event = try parser.next() {
      switch event {
      case .startElement(let name, let attributes):
        (text, key) = ("", attributes.first { $0.name == "key" }?.value ?? "")
        switch name.localName {
        case "Content":
          start = parser.extent.upperBound
          for attribute in attributes where attribute.name.localName == "type" {
            prefixes["xsi"] = Constraints.prefix(of: attribute.name)
            prefixes["ovf"] = Constraints.prefix(of: attribute.value)
          }
        case "Item": (item, type) = (Item(kind: .interface), "")
        case "OtherResourceType": prefixes["rasd"] = Constraints.prefix(of: name)
        case "GenericProperty": prefixes["gprop"] = Constraints.prefix(of: name)
        default: break
        }
      case .text(let more): text += more
      case .endElement(let name):
        let value = text.trimmed
        text = ""
        switch name.localName {
        case "OtherResourceType": type = value
        case "Address": item.mac = value
        case "GenericProperty" where key == Constraints.hostID: item.hostID = value
        case "GenericProperty" where key == "vnet_name": item.key = value
        case "Item": add(item, type, at: parser.extent.lowerBound)
        default: break
        }
      }
    }
    if !items.contains(where: { $0.kind == .domain }) {
      items.insert(Item(kind: .domain, end: start, isThere: false), at: 0)
    }
  }

  private mutating func add(_ item: Item, _ type: String, at end: Int) {
    let kind: Kind
    switch type {
    case "ldom_info": kind = .domain
    case "network": kind = .interface
    default: return
    }
    items.append(
      Item(
        kind: kind, key: kind == .interface ? item.key : "", mac: item.mac,
        hostID: kind == .domain ? item.hostID : "", end: end))
  }

  /// A name's prefix with its colon; empty where it has none.
  private static func prefix(of name: String) -> String {
    let parts = name.split(separator: ":", maxSplits: 1)
    return parts.count == 2 ? "\(parts[0]):" : ""
  }

  private func named(_ prefix: String, _ name: String) -> String {
    (prefixes[prefix] ?? prefix + ":") + name
  }

  func element(_ prefix: String, _ name: String, _ value: String, key: String? = nil) -> String {
    let name = named(prefix, name)
    let attribute = key.map { " key=\"\($0)\"" } ?? ""
    return "<\(name)\(attribute)>\(Escapes.xml(value))</\(name)>"
  }

  /// The item of the domain itself, with this in it.
  func item(_ inside: String) -> String {
    "<Section \(named("xsi", "type"))=\"\(named("ovf", "ResourceAllocationSection_type"))\"><Item>"
      + element("rasd", "OtherResourceType", "ldom_info") + inside + "</Item></Section>"
  }
}
