public import Model

/// The disks in a definition as libvirt writes it: libvirt, "Domain XML format", Hard drives.
extension DomainDefinition {
  /// The disks that the guest writes to and that outlive its run: no CD-ROM, nothing read-only, nothing transient.
  ///
  /// A copy or a commit that has not pivoted (`<mirror>`) changes nothing: what the guest writes is in the top until it does.
  public static func disks(in definition: [UInt8]) throws(Failure) -> [GuestDisk] {
    let devices = try XMLElement(parsing: definition).first("devices")
    return (devices?.all("disk") ?? []).compactMap(disk)
  }

  private static func disk(_ element: XMLElement) -> GuestDisk? {
    guard ["disk", "lun"].contains(element["device"] ?? "disk"),
      element.first("readonly") == nil, element.first("transient") == nil,
      let target = element.first("target")?["dev"],
      let top = layer(element, format: element.first("driver")?["type"])
    else { return nil }
    var below: [DiskLayer] = []
    var next = element.first("backingStore")
    while let element = next {
      guard let layer = layer(element, format: element.first("format")?["type"]) else { break }
      below.append(layer)
      next = element.first("backingStore")
    }
    return GuestDisk(target, top, below: below)
  }

  /// The layer that an element with a `<source>` names; nil where it names none, as an empty drive does.
  private static func layer(_ element: XMLElement, format: String?) -> DiskLayer? {
    guard let source = element.first("source") else { return nil }
    let type = element["type"] ?? "file"
    let place: String
    switch type {
    case "file": place = source["file"] ?? ""
    case "block": place = source["dev"] ?? ""
    case "dir": place = source["dir"] ?? ""
    case "volume":
      place = [source["pool"], source["volume"]].compactMap(\.self).joined(separator: "/")
    case "network":
      let hosts = source.all("host").map { host in
        host["socket"] ?? [host["name"], host["port"]].compactMap(\.self).joined(separator: ":")
      }
      place =
        "\(source["protocol"] ?? ""):\(source["name"] ?? "")"
        + (hosts.isEmpty ? "" : "@" + hosts.joined(separator: ","))
    default:
      // What it is made of, as far as it is said in attributes; its number in this run is no part of it.
      place = source.attributes.filter { $0.key != "index" }.sorted { $0.key < $1.key }
        .map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }
    if place.isEmpty { return nil }
    let kind = DiskLayer.Kind(rawValue: type) ?? .other
    return DiskLayer(kind, place, format ?? "")
  }

  // MARK: Another disk in the place of one

  /// A definition in which a target has this disk; the rest of it stays as it is, to the byte.
  ///
  /// - Parameter own: another definition of the guest that may have the disk: then it is taken as it stands there.
  /// - Returns: nil where the definition has no such target, or nothing says how the disk is reached.
  public static func putting(
    _ disk: GuestDisk, at target: String, into definition: [UInt8], from own: [UInt8]? = nil
  ) throws(Failure) -> [UInt8]? {
    guard let place = try DiskPlace.find(target, in: definition) else { return nil }
    let words: DiskPlace.Words
    if let own, let known = try disks(in: own).first(where: { $0.top.place == disk.top.place }),
      let there = try DiskPlace.find(known.target, in: own)
    {
      words = there.words(in: own)
    } else if let made = DiskPlace.Words(disk) {
      words = made
    } else {
      return nil
    }
    let result = place.replaced(by: words, in: definition)
    let made = try disks(in: result).first { $0.target == target }
    return made?.top.place == disk.top.place ? result : nil
  }
}

/// Where the parts of a disk stand in a definition, in bytes.
private struct DiskPlace {
  var head = 0..<0
  var attributes: [PullParser.Attribute] = []
  var driver: (extent: Range<Int>, attributes: [PullParser.Attribute])?
  /// Each `<driver>` but for its tag, `<source>`, `<backingStore>` and what a copy under way left.
  var parts: [String: Range<Int>] = [:]

  /// What says which disk it is: the type of the source, its format, and the elements.
  struct Words {
    var type: String
    var format: String
    var elements: [UInt8]
  }

  /// The disk of a target; nil when there is none.
  static func find(_ target: String, in definition: [UInt8]) throws(Failure) -> DiskPlace? {
    var parser = try PullParser(definition)
    var path: [String] = []
    var starts: [Int] = []
    var place = DiskPlace()
    var isMeant = false
    while let event = try parser.next() {
      switch event {
      case .startElement(let name, let attributes):
        path.append(name)
        starts.append(parser.extent.lowerBound)
        if path == ["domain", "devices", "disk"] {
          place = DiskPlace()
          (place.head, place.attributes, isMeant) = (parser.extent, attributes, false)
        } else if path == ["domain", "devices", "disk", "driver"] {
          place.driver = (parser.extent, attributes)
        } else if path == ["domain", "devices", "disk", "target"] {
          isMeant = attributes.contains { $0.name == "dev" && $0.value == target }
        }
      case .endElement(let name):
        let start = starts.popLast() ?? 0
        if path.count == 4, path[2] == "disk", ["source", "backingStore", "mirror"].contains(name) {
          place.parts[name] = start..<parser.extent.upperBound
        }
        if path == ["domain", "devices", "disk"], isMeant { return place }
        path.removeLast()
      case .text: break
      }
    }
    return nil
  }

  func words(in definition: [UInt8]) -> Words {
    let elements = ["source", "backingStore"].compactMap { parts[$0] }.flatMap { definition[$0] }
    return Words(
      type: attributes.first { $0.name == "type" }?.value ?? "file",
      format: driver?.attributes.first { $0.name == "type" }?.value ?? "", elements: elements)
  }

  func replaced(by words: Words, in definition: [UInt8]) -> [UInt8] {
    var edits: [(Range<Int>, [UInt8])] = [
      (head, tag("disk", attributes, type: words.type, isEmpty: false))
    ]
    if let driver {
      let isEmpty = definition[driver.extent].suffix(2).first == UInt8(ascii: "/")
      edits.append(
        (driver.extent, tag("driver", driver.attributes, type: words.format, isEmpty: isEmpty)))
    } else if !words.format.isEmpty {
      edits[0].1 += tag("driver", [], type: words.format, isEmpty: true)
    }
    edits += parts.values.map { ($0, []) }
    if let source = edits.firstIndex(where: { $0.0 == parts["source"] }) {
      edits[source].1 = words.elements
    } else {
      edits[0].1 += words.elements
    }
    return edits.sorted { $0.0.lowerBound > $1.0.lowerBound }.reduce(into: definition) {
      $0.replaceSubrange($1.0, with: $1.1)
    }
  }

  private func tag(
    _ name: String, _ attributes: [PullParser.Attribute], type: String, isEmpty: Bool
  ) -> [UInt8] {
    var pairs = attributes.map { ($0.name, $0.value) }.filter { $0.0 != "type" }
    if !type.isEmpty { pairs.append(("type", type)) }
    let words = pairs.map { " \($0.0)=\"\(Escapes.xml($0.1))\"" }.joined()
    return Array("<\(name)\(words)\(isEmpty ? "/>" : ">")".utf8)
  }
}

extension DiskPlace.Words {
  /// Of files and devices, which a path tells; nil for what takes more to reach.
  init?(_ disk: GuestDisk) {
    guard disk.top.kind != .other else { return nil }
    // A chain that is known by half is libvirt's to find out, by what the layers themselves say.
    let below =
      disk.below.allSatisfy { $0.kind != .other && !$0.format.isEmpty } ? disk.below : []
    let chain = below.reversed().reduce("") { inner, layer in
      "<backingStore type='\(layer.kind.rawValue)'><format type='\(Escapes.xml(layer.format))'/>"
        + DiskPlace.Words.source(layer) + inner + "</backingStore>"
    }
    self.init(
      type: disk.top.kind.rawValue, format: disk.top.format,
      elements: Array((DiskPlace.Words.source(disk.top) + chain).utf8))
  }

  private static func source(_ layer: DiskLayer) -> String {
    "<source \(layer.kind == .block ? "dev" : "file")=\"\(Escapes.xml(layer.place))\"/>"
  }
}
