internal import Model
internal import Platform

/// What runs libvirt's guests of one kind on this node: the daemon for that kind alone, or the one for all, which loads a driver
/// for each kind that it can run.
///
/// Source: libvirt's "Daemons" page, and the packages of Debian 12, where each driver of libvirtd is a file that its own package
/// brings (libvirt-daemon-driver-xen); a libvirtd without that directory has its drivers within.
struct LibvirtRunners {
  /// The first word of the connection URI, without its transport.
  let kind: String
  /// Whether this is there: a tool of this name, or a socket at this path.
  var isThere: (String) -> Bool = {
    $0.hasPrefix("/") ? Files.information($0)?.kind == .socket : Toolbox.find($0) != nil
  }
  /// The names of the files with drivers; nil where there is no directory of such, or it cannot be read.
  var drivers: () -> [String]? = { LibvirtRunners.installedDrivers }

  init(scheme: String) {
    kind = String(scheme.prefix { $0 != "+" })
  }

  /// Whether one of them is here.
  var areHere: Bool {
    guard let daemon = WireSocket.daemon(of: kind) else { return true }
    if isThere(daemon) || isThere("/run/libvirt/\(daemon)-sock") { return true }
    guard isThere("libvirtd") || isThere("/run/libvirt/libvirt-sock") else { return false }
    guard let drivers = drivers() else { return true }
    let own = ["libvirt_driver_\(kind == "xen" ? "libxl" : kind).so", "libvirt_driver_\(kind).so"]
    return drivers.contains { own.contains($0) }
  }

  private static var installedDrivers: [String]? {
    let libraries = Locations.current.libraries
    let families = (try? Files.list(libraries)) ?? []
    let places = ([""] + families.sorted().map { "/" + $0 }).map { libraries + $0 }
    return (places + [libraries + "64"]).lazy
      .compactMap { try? Files.list($0 + "/libvirt/connection-driver") }.first
  }
}
