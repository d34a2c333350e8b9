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

  /// Whether anything of a toolstack is on this node; without, no guest of it can run here.
  public static func isInstalled(_ hypervisor: String) -> Bool {
    switch hypervisor {
    case "REHEARSAL": true
    case "LDOM": Toolbox.find("ldm") != nil
    case "XEN": XenDriver.isHere
    default: ["virsh", "libvirtd", "virtqemud", "virtxend"].contains { Toolbox.find($0) != nil }
    }
  }

  /// The drivers of the toolstacks that are installed on this node, for a search with no configuration to go by.
  public static func installed() -> [any HypervisorDriver] {
    var found: [any HypervisorDriver] = []
    if Toolbox.find("virsh") != nil { found.append(LibvirtDriver(uri: "")) }
    if Toolbox.find("ldm") != nil { found.append(LogicalDomainsDriver()) }
    if XenDriver.isHere { found.append(XenDriver(uri: "")) }
    if Files.information(Locations.current.rehearsal) != nil {
      found.append(RehearsalDriver(stateDirectory: ""))
    }
    return found
  }
}
