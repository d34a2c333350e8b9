internal import Model

/// libvirt fills in at `virsh define` (Toolstacks, What libvirt fills in).
struct LibvirtCompleter: GuestCompleter {
  func particulars(of whole: [UInt8], beyond kept: [UInt8]) throws(Failure) -> Particulars {
    try DomainDefinition.particulars(of: whole, beyond: kept)
  }

  func completing(_ kept: [UInt8], by known: Particulars, identityAlone: Bool) throws(Failure)
    -> [UInt8]
  {
    try DomainDefinition.completing(kept, by: known, identityAlone: identityAlone)
  }
}
