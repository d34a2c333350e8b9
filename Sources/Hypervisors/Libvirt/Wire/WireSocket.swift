internal import Platform

/// Where the daemon of a connection URI listens on this machine.
enum WireSocket {
  /// The sockets to try, in order: the daemon for that hypervisor alone, then the one for all; none for a URI that is not
  /// of this machine, which is virsh's to reach.
  ///
  /// Source: libvirt's "Daemons" page. Debian 12 ships the daemon for all only, so the others are tried by their path and
  /// were never seen.
  static func candidates(_ uri: String) -> [String] {
    guard let scheme = uri.split(separator: ":").first.map(String.init),
      uri.hasPrefix("\(scheme):///"),
      let daemon = daemon(of: scheme)
    else { return [] }
    let path = uri.dropFirst(scheme.count + 4).prefix { $0 != "?" }
    switch path {
    case "system", "":
      return ["/run/libvirt/\(daemon)-sock", "/run/libvirt/libvirt-sock"]
    case "session":
      guard let directory = Environment["XDG_RUNTIME_DIR"] else { return [] }
      return ["\(directory)/libvirt/\(daemon)-sock", "\(directory)/libvirt/libvirt-sock"]
    default:
      return []
    }
  }

  /// The first of the sockets that is there.
  static func existing(_ uri: String) -> String? {
    candidates(uri).first { Files.information($0)?.kind == .socket }
  }

  /// The socket of the daemon that answers for a URI on this machine, by virsh too: `qemu+unix:///system?socket=PATH` names it.
  static func door(_ uri: String) -> String? {
    let parts = uri.split(separator: ":", maxSplits: 1)
    guard let scheme = parts.first, let rest = parts.last, scheme.hasSuffix("+unix") else {
      return existing(uri)
    }
    let query = rest.split(separator: "?").dropFirst().first ?? ""
    let named = query.split(separator: "&").first { $0.hasPrefix("socket=") }
    return named.map { String($0.dropFirst("socket=".count)) }
      ?? existing("\(scheme.dropLast("+unix".count)):\(rest)")
  }

  /// The daemon of each kind of guest that has one.
  static func daemon(of scheme: String) -> String? {
    switch scheme {
    case "qemu": "virtqemud"
    case "xen": "virtxend"
    case "lxc": "virtlxcd"
    case "ch": "virtchd"
    case "bhyve": "virtbhyved"
    case "vz": "virtvzd"
    default: nil
    }
  }
}
