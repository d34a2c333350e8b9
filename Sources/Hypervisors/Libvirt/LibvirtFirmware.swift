internal import Model
internal import Platform

/// Where libvirt keeps what a guest's firmware and TPM write.
///
/// Of a guest that is off the definition often names neither: the places are libvirt's own then (Toolstacks, Firmware and TPM state of
/// libvirt).
struct LibvirtFirmware: GuestFirmware {
  private let driver: LibvirtDriver
  private let root: String

  /// Nil for a connection that is not this machine's system daemon.
  init?(_ driver: LibvirtDriver, root: String = Locations.current.libvirtState) {
    guard driver.uri.hasPrefix("qemu:///system") else { return nil }
    (self.driver, self.root) = (driver, root)
  }

  func stateFiles(of guest: Guest, until deadline: Instant) throws(Failure) -> [StateFile] {
    guard let definition = try driver.definition(of: guest, until: deadline) else { return [] }
    return try stateFiles(in: definition)
  }

  func stateFiles(in definition: [UInt8]) throws(Failure) -> [StateFile] {
    let domain = try DomainFirmware(parsing: definition)
    var files: [StateFile] = []
    if let nvram = domain.nvram {
      files.append(
        StateFile(.nvram, nvram.isEmpty ? "\(root)/qemu/nvram/\(domain.name)_VARS.fd" : nvram))
    }
    if let version = domain.emulatedTPM {
      let place = version == "1.2" ? "tpm1.2/tpm-00.permall" : "tpm2/tpm2-00.permall"
      files.append(StateFile(.tpm, "\(root)/swtpm/\(domain.uuid)/\(place)"))
    }
    return files
  }
}
