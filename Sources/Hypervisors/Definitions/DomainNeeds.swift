internal import Model

/// What a domain needs of a node that libvirt there does not check by the description alone: libvirt, "Domain XML format", Network
/// interfaces and Hard drives.
struct DomainNeeds: Equatable {
  /// The networks of libvirt that its interfaces are on.
  private(set) var networks: [String] = []
  /// The bridges and devices of the node that its interfaces are joined to.
  private(set) var links: [String] = []
  /// The files and devices of its disks, with every layer below; none of a drive that libvirt drops when its file is missing.
  private(set) var files: [String] = []
  /// The size in MiB of the huge pages that its memory is made of; nil where it is made of others.
  private(set) var hugePages: HugePages?

  enum HugePages: Equatable {
    case of(mebibytes: Int)
    /// The node's own size, or several.
    case untold
  }

  /// - Parameter copied: the targets of disks that come along.
  init(parsing definition: [UInt8], copying copied: [String] = []) throws(Failure) {
    let domain = try XMLElement(parsing: definition)
    let devices = domain.first("devices")
    hugePages = domain.first("memoryBacking")?.first("hugepages").map { pages in
      let sizes = pages.all("page")
      guard sizes.count == 1, let text = sizes[0]["size"],
        let size = DomainDefinition.mebibytes(text, sizes[0]["unit"] ?? "")
      else { return .untold }
      return .of(mebibytes: size)
    }
    for interface in devices?.all("interface") ?? [] {
      guard let source = interface.first("source") else { continue }
      switch interface["type"] {
      case "network": Self.add(source["network"], to: &networks)
      case "bridge": Self.add(source["bridge"], to: &links)
      case "direct": Self.add(source["dev"], to: &links)
      default: break
      }
    }
    for disk in devices?.all("disk") ?? [] {
      // Both are dropped by a move where the file is missing: libvirt, startupPolicy.
      let policy = disk.first("source")?["startupPolicy"] ?? ""
      if ["optional", "requisite"].contains(policy) { continue }
      if let name = disk.first("target")?["dev"], copied.contains(name) { continue }
      var layer: XMLElement? = disk
      while let element = layer {
        let source = element.first("source")
        let path = source?["file"] ?? source?["dev"] ?? ""
        if path.hasPrefix("/") { Self.add(path, to: &files) }
        layer = element.first("backingStore")
      }
    }
  }

  private static func add(_ name: String?, to names: inout [String]) {
    if let name, !name.isEmpty, !names.contains(name) { names.append(name) }
  }
}
