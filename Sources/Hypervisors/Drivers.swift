public import Model
internal import Platform

/// The drivers by the words of the property Hypervisor.
public enum Drivers {
  /// The driver for a guest of this configuration.
  public static func driver(for configuration: GuestConfiguration) -> any HypervisorDriver {
    driver(hypervisor: configuration.hypervisor, uri: configuration.connectURI)
  }

  /// The driver for a toolstack, reached at `uri` or where it is by default.
  public static func driver(hypervisor: Hypervisor, uri: String) -> any HypervisorDriver {
    switch hypervisor {
    case .libvirt: LibvirtDriver(uri: uri)
    case .xen: XenDriver(uri: uri)
    case .logicalDomains: LogicalDomainsDriver()
    case .rehearsal: RehearsalDriver(stateDirectory: uri)
    }
  }

  /// The drivers of the toolstacks that are on this node, for a search with no configuration to go by.
  ///
  /// One that is there by its daemon, its socket or its hypervisor alone is included, so that one that cannot be asked is known.
  ///
  /// - Parameter partial: what is left of the configuration, which may name another connection.
  public static func installed(besides partial: GuestConfiguration? = nil)
    -> [any HypervisorDriver]
  {
    // libvirt's domains under Xen are another connection's.
    let isXen = XenDriver.isControlDomain
    let libvirt = [LibvirtDriver(uri: "")] + (isXen ? [LibvirtDriver(uri: "xen:///system")] : [])
    var found: [any HypervisorDriver] = libvirt.filter { $0.isInstalled && $0.canRunHere }
    let others: [any HypervisorDriver] = [LogicalDomainsDriver(), XenDriver(uri: "")]
    found += others.filter { $0.isInstalled || isXen && $0 is XenDriver }
    if Files.information(Locations.current.rehearsal) != nil {
      found.append(RehearsalDriver(stateDirectory: ""))
    }
    if let partial, partial.values.isSet(.connectURI) || partial.values.isSet(.hypervisor) {
      let used = driver(for: partial)
      if !found.contains(where: { $0.name == used.name }) { found.append(used) }
    }
    return found
  }
}
