internal import Model
internal import Platform

/// The certificates by which the daemon of this node encrypts moves (Toolstacks, libvirt's migration).
struct MoveCertificates {
  /// Where the daemon looks for them.
  let directory: String

  /// - Parameters:
  ///   - settings: the text of qemu.conf.
  ///   - exists: whether a directory is there.
  init(settings: String, exists: (String) -> Bool) {
    let own = "/etc/pki/libvirt-migrate"
    directory =
      MoveCertificates.value(of: "migrate_tls_x509_cert_dir", in: settings)
      ?? (exists(own) ? own : nil)
      ?? MoveCertificates.value(of: "default_tls_x509_cert_dir", in: settings) ?? "/etc/pki/qemu"
  }

  /// Those of this node's daemon.
  init() {
    let bytes = (try? Files.read("/etc/libvirt/qemu.conf")) ?? []
    self.init(settings: String(decoding: bytes, as: UTF8.self)) { Files.information($0) != nil }
  }

  /// What both the node that sends and the one that receives need.
  private static let needed = ["ca-cert.pem", "server-cert.pem", "server-key.pem"]

  /// The files that are not there.
  var missing: [String] {
    MoveCertificates.needed.map { "\(directory)/\($0)" }.filter { Files.information($0) == nil }
  }

  /// The text of a setting `name = "text"`; of several the last one counts.
  static func value(of name: String, in settings: String) -> String? {
    var found: String?
    for line in settings.trimmedLines {
      let pair = line.split(separator: "=", maxSplits: 1).map { $0.trimmed }
      guard pair.count == 2, pair[0] == name else { continue }
      let parts = pair[1].split(separator: "\"", omittingEmptySubsequences: false)
      if parts.count >= 3 { found = String(parts[1]) }
    }
    return found
  }
}
