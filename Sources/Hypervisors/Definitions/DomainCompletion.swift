internal import Model

/// What libvirt fills in where a definition leaves it open: libvirt, "Domain XML format", Network interfaces and Device addresses.
extension DomainDefinition {
  /// What the definition that libvirt has says beyond the one that it was given.
  ///
  /// libvirt keeps the order of the devices of a kind; but disks it sorts, so that those are told apart by their target.
  static func particulars(of whole: [UInt8], beyond kept: [UInt8]) throws(Failure) -> Particulars {
    let (whole, kept) = (try DefinedMachine(whole), try DefinedMachine(kept))
    var found = Particulars(uuid: kept.uuid.isEmpty ? whole.uuid : "")
    if let name = whole.machine?.name, !name.isEmpty, name != kept.machine?.name {
      found.machine = Particulars.Machine(alias: kept.machine?.name ?? "", name: name)
    }
    for kind in DefinedMachine.kinds {
      let given = kept.devices.filter { $0.kind == kind }
      let made = whole.devices.filter { $0.kind == kind }
      for (number, device) in given.enumerated() {
        let twin =
          kind == "disk"
          ? made.first { $0.key == device.key }
          : made.count == given.count ? made[number] : nil
        guard let twin else { continue }
        let filled = Particulars.Device(
          kind, device.key, mac: device.mac == nil ? twin.mac ?? "" : "",
          address: device.address == nil && twin.isOnBus ? twin.address ?? "" : "")
        if !filled.mac.isEmpty || !filled.address.isEmpty { found.devices.append(filled) }
      }
    }
    return found
  }

  /// A definition with what it leaves open as it is known, and with hardware addresses that are made of its UUID where nothing is; the
  /// rest of it stays as it is, to the byte.
  ///
  /// - Parameter identityAlone: whether places on the bus and the machine type are left to libvirt.
  static func completing(
    _ kept: [UInt8], by known: Particulars, identityAlone: Bool
  ) throws(Failure) -> [UInt8] {
    let machine = try DefinedMachine(kept)
    let uuid = machine.uuid.isEmpty ? GuestUUID.canonical(known.uuid) ?? "" : machine.uuid
    let devices = known.known(of: machine.devices.map { ($0.kind, $0.key) })
    var taken = Set(machine.devices.compactMap { $0.mac?.lowercased() })
    var places = Set(machine.devices.compactMap(\.address))
    var edits: [(Range<Int>, [UInt8])] = []
    var interfaces = 0
    for (device, known) in zip(machine.devices, devices) {
      var inside = ""
      if device.kind == "interface" {
        if device.mac == nil {
          let last = known.flatMap { $0.mac.isEmpty || taken.contains($0.mac) ? nil : $0.mac }
          let mac =
            last ?? (uuid.isEmpty ? nil : machine.mac(of: uuid, interface: interfaces, taken))
          if let mac {
            taken.insert(mac)
            inside += "<mac address=\"\(Escapes.xml(mac))\"/>"
          }
        }
        interfaces += 1
      }
      if !identityAlone, device.address == nil, let address = known?.address, !address.isEmpty,
        places.insert(address).inserted
      {
        inside += "<address \(address)/>"
      }
      if !inside.isEmpty { edits.append(device.edit(adding: inside, in: kept)) }
    }
    if !identityAlone, let edit = machine.edit(naming: known.machine) {
      edits.append(edit)
    }
    let result = edits.sorted { $0.0.lowerBound > $1.0.lowerBound }.reduce(into: kept) {
      $0.replaceSubrange($1.0, with: $1.1)
    }
    return machine.uuid.isEmpty && !uuid.isEmpty ? adding(uuid: uuid, to: result) : result
  }
}

/// The parts of a definition that libvirt fills in, and where they stand in it, in bytes.
private struct DefinedMachine {
  /// The kinds of devices whose place the guest's own configuration goes by.
  static let kinds = ["interface", "disk", "filesystem", "hostdev"]

  struct Device {
    let kind: String
    /// The start tag.
    let head: Range<Int>
    var key = ""
    var mac: String?
    /// The attributes of its `<address>`, as they are written into a tag.
    var address: String?

    /// Whether that is a place on the machine's own bus; others follow from what the definition says.
    var isOnBus: Bool {
      address?.contains("type=\"pci\"") == true || address?.contains("type=\"ccw\"") == true
    }

    func edit(adding inside: String, in definition: [UInt8]) -> (Range<Int>, [UInt8]) {
      let end = head.upperBound
      if definition[end - 2] == UInt8(ascii: "/") {
        return (end - 2..<end, Array(">\(inside)</\(kind)>".utf8))
      }
      return (end..<end, Array(inside.utf8))
    }
  }

  private(set) var uuid = ""
  private(set) var isXen = false
  /// `os/type`: its attribute `machine`, empty where there is none, the others, and its start tag.
  private(set) var machine: (name: String, others: [PullParser.Attribute], head: Range<Int>)?
  private(set) var devices: [Device] = []

  init(_ definition: [UInt8]) throws(Failure) {
    let domain = try DomainDefinition(parsing: definition)
    (uuid, isXen) = (domain.uuid, domain.type == "xen")
    var parser = try PullParser(definition)
    var path: [String] = []
    while let event = try parser.next() {
      switch event {
      case .startElement(let name, let attributes):
        path.append(name)
        begin(path, attributes, parser.extent)
      case .endElement: path.removeLast()
      case .text: break
      }
    }
    let elements = try XMLElement(parsing: definition).first("devices")?.children ?? []
    for (device, element) in zip(
      devices.indices, elements.filter { DefinedMachine.kinds.contains($0.name) })
    {
      devices[device].key = DefinedMachine.key(element)
    }
  }

  private mutating func begin(
    _ path: [String], _ attributes: [PullParser.Attribute], _ extent: Range<Int>
  ) {
    if path == ["domain", "os", "type"] {
      machine = (
        attributes.first { $0.name == "machine" }?.value ?? "",
        attributes.filter { $0.name != "machine" }, extent
      )
    }
    guard path.count >= 3, path[1] == "devices", DefinedMachine.kinds.contains(path[2]) else {
      return
    }
    if path.count == 3 { devices.append(Device(kind: path[2], head: extent)) }
    guard path.count == 4, !devices.isEmpty else { return }
    if path[3] == "mac" {
      devices[devices.count - 1].mac = attributes.first { $0.name == "address" }?.value
    } else if path[3] == "address" {
      devices[devices.count - 1].address = attributes.map {
        "\($0.name)=\"\(Escapes.xml($0.value))\""
      }.joined(separator: " ")
    }
  }

  /// What tells a device from the others of its kind.
  private static func key(_ element: XMLElement) -> String {
    switch element.name {
    case "disk", "filesystem":
      element.first("target").map { $0["dev"] ?? $0["dir"] ?? "" } ?? ""
    default:
      ([element["type"] ?? ""] + ["source", "model"].map { element.first($0)?.line ?? "" })
        .joined(separator: " ")
    }
  }

  func mac(of uuid: String, interface number: Int, _ taken: Set<String>) -> String {
    Particulars.mac(
      of: uuid, interface: number, vendor: isXen ? "00:16:3e" : "52:54:00", taken: taken)
  }

  /// The start tag of the machine type with what its alias stood for; nil where the definition names another one.
  func edit(naming known: Particulars.Machine?) -> (Range<Int>, [UInt8])? {
    guard let known, let machine, machine.name == known.alias, !known.name.isEmpty else {
      return nil
    }
    let attributes = machine.others + [PullParser.Attribute("machine", known.name)]
    let words = attributes.map { " \($0.name)=\"\(Escapes.xml($0.value))\"" }.joined()
    return (machine.head, Array("<type\(words)>".utf8))
  }
}
