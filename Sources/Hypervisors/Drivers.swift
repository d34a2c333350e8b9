public import Model
internal import Platform

/// The drivers by the words of the property Hypervisor.
public enum Drivers {
  /// The driver for a guest of this configuration.
  public static func driver(for configuration: GuestConfiguration) -> any HypervisorDriver {
    driver(hypervisor: configuration.hypervisor, uri: configuration.connectURI)
  }

  /// The driver for a toolstack, reached at `uri` or where it is by default.
  public static func driver(hypervisor: String, uri: String) -> any HypervisorDriver {
    switch hypervisor {
    case "REHEARSAL": RehearsalDriver(stateDirectory: uri)
    case "LDOM": LogicalDomainsDriver()
    case "XEN": XenDriver(uri: uri)
    default: LibvirtDriver(uri: uri)
    }
  }

  /// The drivers of the toolstacks that are installed on this node, for a search with no configuration to go by.
  public static func installed() -> [any HypervisorDriver] {
    let all: [any HypervisorDriver] = [
      LibvirtDriver(uri: ""), LogicalDomainsDriver(), XenDriver(uri: ""),
    ]
    var found = all.filter(\.isInstalled)
    if Files.information(Locations.current.rehearsal) != nil {
      found.append(RehearsalDriver(stateDirectory: ""))
    }
    return found
  }
}
