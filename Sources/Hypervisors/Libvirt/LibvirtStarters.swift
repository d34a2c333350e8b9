public import Model
internal import Platform

/// What starts guests of libvirt at boot beside its autostart.
extension LibvirtDriver {
  /// The domain that is the guest by its UUID and has another name, where libvirt starts that; and libvirt-guests.
  public func otherStarters(of guest: Guest, until deadline: Instant) -> [Failure] {
    var found: [Failure] = []
    let uuid = guest.identity.uuid
    if !uuid.isEmpty, let marked = try? names(["--all", "--autostart"], until: deadline) {
      for name in marked where name != guest.name {
        guard let answer = try? virsh(["domuuid", "--domain", name], until: deadline),
          answer.succeeded, LibvirtDriver.uuid(in: answer.text) == uuid
        else { continue }
        found.append(Failure(.autostart, name, cause: "it is \(guest.name), by its UUID \(uuid)"))
      }
    }
    if let file = GuestsService().starts {
      found.append(
        Failure(
          .autostart.advising(
            "Set ON_BOOT=ignore in FILE, or switch the service off: systemctl disable libvirt-guests.service"
          ), guest.name,
          cause:
            "libvirt-guests.service starts what ran at the last shutdown, and ON_BOOT is start in \(file)"
        ).naming(["FILE": file]))
    }
    return found
  }
}

/// The service that saves or shuts guests down with the machine, and starts them again.
struct GuestsService {
  var locations = Locations.current

  /// The file that tells it to start guests at boot; nil where it does not, or the service is off. What is not set is start:
  /// libvirt-guests(8).
  var starts: String? {
    let unit = "multi-user.target.wants/libvirt-guests.service"
    guard Files.information("\(locations.units)/\(unit)", following: false) != nil else {
      return nil
    }
    let places = ["/etc/default", "/etc/sysconfig"].map { "\(locations.root)\($0)/libvirt-guests" }
    let file = places.first { Files.information($0) != nil } ?? places[0]
    let text = (try? Files.read(file, limit: 1 << 16)).map { String(decoding: $0, as: UTF8.self) }
    return GuestsService.onBoot(in: text ?? "") == "start" ? file : nil
  }

  /// What a file of shell assignments sets ON_BOOT to; the last one counts.
  static func onBoot(in text: String) -> String {
    let values = text.trimmedLines.compactMap { line -> String? in
      guard line.hasPrefix("ON_BOOT=") else { return nil }
      return String(line.dropFirst(8).prefix { $0 != "#" }).trimmed.filter {
        $0 != "\"" && $0 != "'"
      }
    }
    return values.last ?? "start"
  }
}
