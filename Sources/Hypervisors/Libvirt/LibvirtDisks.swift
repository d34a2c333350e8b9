internal import Model

/// The disks of libvirt's guests, by the description of the domain (Toolstacks, Snapshots and copies of disks).
struct LibvirtDisks: GuestDisks {
  private let driver: LibvirtDriver

  init(_ driver: LibvirtDriver) { self.driver = driver }

  /// By the daemon's own protocol; by virsh where that is not to be had.
  func disks(of guest: Guest, until deadline: Instant) throws(Failure) -> [GuestDisk]? {
    let described = WireWitness(uri: driver.uri).ask(of: guest, until: deadline) {
      connection, domain throws(WireError) in try connection.describe(domain)
    }
    let description: [UInt8]
    if let described {
      description = described
    } else {
      let answer = try driver.virsh(["dumpxml", "--domain", guest.name], until: deadline)
      try answer.orThrow(.toolRefused, guest.name)
      description = try LibvirtDriver.document(in: answer, of: guest)
    }
    // One that is off is described by its definition.
    return try DomainDefinition(parsing: description).id.isEmpty ? nil : disks(in: description)
  }

  func disks(in definition: [UInt8]) throws(Failure) -> [GuestDisk] {
    try DomainDefinition.disks(in: definition)
  }

  func putting(
    _ disk: GuestDisk, at target: String, into definition: [UInt8], from own: [UInt8]?
  ) throws(Failure) -> [UInt8]? {
    try DomainDefinition.putting(disk, at: target, into: definition, from: own)
  }

  /// The status file of the domain, which the daemon replaces when a snapshot has been made, without an event for anybody.
  func trace(of guest: Guest) -> String? {
    let parts = driver.uri.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, parts[1] == "///system", ["qemu", "xen"].contains(parts[0]) else {
      return nil
    }
    return "/run/libvirt/\(parts[0] == "xen" ? "libxl" : "qemu")/\(guest.name).xml"
  }
}
