internal import Model

/// In what two definitions of a guest differ, and what it means for one who boots by the other: one table.
public struct DefinitionDifference: Equatable, Sendable {
  /// What a difference costs.
  public enum Weight: Int, Comparable, Sendable {
    /// What is kept leaves it open, and libvirt fills it in.
    case open
    /// Nothing that the guest keeps depends on it.
    case harmless
    /// The guest sees another machine: an interface gets another name, a licence asks again, a device is not found.
    case costly
    /// The guest boots without something that it has written, or with an older state of it.
    case destroying

    public static func < (left: Weight, right: Weight) -> Bool { left.rawValue < right.rawValue }
  }

  /// The elements from a child of the root down, and `@name` for an attribute: `devices/disk/source/@file`.
  public let place: String
  public let weight: Weight

  /// A row: all that stands at a place, or below it.
  private static let rows: [(place: String, weight: Weight)] = [
    ("devices/disk/source", .destroying), ("devices/disk/driver/@type", .destroying),
    ("devices/disk/@type", .destroying), ("devices/disk/backingStore", .destroying),
    ("devices/filesystem/source", .destroying), ("devices/tpm", .destroying),
    ("os/nvram", .destroying), ("os/loader", .destroying), ("uuid", .destroying),
    ("memory", .harmless), ("currentMemory", .harmless), ("maxMemory", .harmless),
    ("memoryBacking", .harmless), ("memtune", .harmless), ("vcpu", .harmless),
    ("cputune", .harmless), ("blkiotune", .harmless), ("numatune", .harmless),
    ("iothreads", .harmless), ("resource", .harmless), ("title", .harmless),
    ("description", .harmless), ("on_poweroff", .harmless), ("on_reboot", .harmless),
    ("on_crash", .harmless), ("on_lockfailure", .harmless), ("seclabel", .harmless),
    ("devices/emulator", .harmless), ("devices/graphics", .harmless),
    ("devices/memballoon", .harmless), ("devices/watchdog", .harmless),
    ("devices/rng", .harmless), ("devices/panic", .harmless), ("devices/serial", .harmless),
    ("devices/console", .harmless), ("devices/disk/driver", .harmless),
    ("devices/interface/source", .harmless), ("devices/interface/bandwidth", .harmless),
    ("perf", .harmless), ("pm", .harmless),
  ]

  /// Whether libvirt fills it in where a definition has none.
  var isFilledIn: Bool {
    let parts = place.split(separator: "/")
    return place == "os/type/@machine" || place.hasPrefix("devices/interface/mac/")
      || place == "devices/controller" || place.hasPrefix("devices/controller/")
      || (parts.count > 3 && parts[0] == "devices" && parts[2] == "address")
  }

  fileprivate init(_ place: String, _ weight: Weight) {
    (self.place, self.weight) = (place, weight)
  }

  init(_ place: String) {
    self.place = place
    // The row that says most of it; what none speaks of is something of the machine that the guest sees.
    weight =
      DefinitionDifference.rows.filter { place == $0.place || place.hasPrefix($0.place + "/") }
      .max { $0.place.utf8.count < $1.place.utf8.count }?.weight ?? .costly
  }
}

extension DomainDefinition {
  /// In what two definitions differ, each place once, the heaviest first; none where one of them cannot be read.
  ///
  /// - Parameter kept: the definition that `other` was made from.
  public static func differences(
    _ one: [UInt8], _ other: [UInt8], madeFrom kept: [UInt8]? = nil
  ) -> [DefinitionDifference] {
    guard let one = try? leaves(one), let other = try? leaves(other) else { return [] }
    let given = kept.flatMap { try? leaves($0) }
    let places = Set(one.keys).union(other.keys).filter { one[$0] != other[$0] }
    return places.map { place in
      let difference = DefinitionDifference(place)
      guard let given, difference.isFilledIn, given[place] != other[place],
        given[place, default: []].count < other[place, default: []].count
          || place == "os/type/@machine"
      else { return difference }
      return DefinitionDifference(place, .open)
    }.sorted { ($1.weight, $0.place) < ($0.weight, $1.place) }
  }

  /// What stands at each place, in its order.
  private static func leaves(_ bytes: [UInt8]) throws(Failure) -> [String: [String]] {
    var found: [String: [String]] = [:]
    var path: [String] = []
    for event in try events(bytes) {
      switch event {
      case .startElement(let name, let attributes):
        path.append(name)
        let place = path.dropFirst().joined(separator: "/")
        if attributes.isEmpty { found[place, default: []].append("") }
        for attribute in attributes where path.count > 1 || attribute.name == "type" {
          found[(place.isEmpty ? "" : place + "/") + "@" + attribute.name, default: []]
            .append(attribute.value)
        }
      case .text(let text): found[path.dropFirst().joined(separator: "/"), default: []].append(text)
      case .endElement: path.removeLast()
      }
    }
    return found
  }
}
