internal import Model

/// The options of `virsh migrate`: those that a manner of moving stands for, and what is thought of the ones that an administrator adds
/// (Toolstacks, libvirt's migration).
enum MigrateOptions {
  /// The options that a manner stands for.
  static func words(_ manner: MoveManner) -> [String] {
    var words: [String] = []
    if manner.bandwidth > 0 { words += ["--bandwidth", "\(manner.bandwidth)"] }
    if manner.isEncrypted { words.append("--tls") }
    if manner.throttle > 0 {
      words += [
        "--auto-converge", "--auto-converge-initial", "\(manner.throttle)",
        "--auto-converge-increment", "\(manner.throttle)",
      ]
    }
    if manner.streams > 0 {
      words += ["--parallel", "--parallel-connections", "\(manner.streams)"]
    }
    if manner.allowsPostcopy { words.append("--postcopy") }
    if !manner.disks.isEmpty {
      // Without the list libvirt would copy those on shared storage too, upon themselves.
      words += [
        "--copy-storage-all", "--migrate-disks", manner.disks.joined(separator: ","),
      ]
    }
    return words + manner.options
  }

  /// The same, with what is always given, as the number that libvirt is told: libvirt-domain.h, virDomainMigrateFlags.
  static func flags(_ manner: MoveManner) -> UInt32 {
    let always: UInt32 = 1 << 0 | 1 << 1 | 1 << 3 | 1 << 12
    return words(manner).reduce(always) { $0 | (bits[name(of: $1)].map { 1 << $0 } ?? 0) }
  }

  private static let bits: [String: UInt32] = [
    "--copy-storage-all": 6, "--copy-storage-inc": 7, "--unsafe": 9, "--compressed": 11,
    "--auto-converge": 13, "--rdma-pin-all": 14, "--postcopy": 15, "--tls": 16, "--parallel": 17,
    "--copy-storage-synchronous-writes": 18, "--zerocopy": 20,
  ]

  /// Why the first of these options that cannot be given cannot; nil where each can.
  static func objection(to options: [String]) -> String? {
    for option in options {
      let name = name(of: option)
      if !option.hasPrefix("--") { return "'\(option)' is no option, which begins with --" }
      if let row = ours[name] { return "'\(name)' is what \(row.name) is for" }
      if let why = refused[name] { return "'\(name)' \(why)" }
    }
    return nil
  }

  /// What is wrong with the first of these options that libvirt 9.0 does not have; another may have it.
  static func doubt(about options: [String]) -> String? {
    let known = others + ours.keys + refused.keys
    return options.map(name(of:)).first { !known.contains($0) }.map {
      "'\($0)' is no option of virsh migrate in libvirt 9.0" + Spelling.hint(for: $0, among: others)
    }
  }

  private static func name(of option: String) -> String { String(option.prefix { $0 != "=" }) }

  /// What has a property of its own.
  private static let ours: [String: ExtensionProperty] = [
    "--bandwidth": .migrationBandwidth, "--tls": .migrationTLS,
    "--auto-converge": .migrationThrottle, "--auto-converge-initial": .migrationThrottle,
    "--auto-converge-increment": .migrationThrottle, "--parallel": .migrationStreams,
    "--parallel-connections": .migrationStreams, "--postcopy": .migrationPostcopy,
    "--copy-storage-all": .migrationDisks, "--migrate-disks": .migrationDisks,
    "--domain": .domainName, "--desturi": .migrationTransport, "--migrateuri": .migrationNodes,
  ]

  private static let given = "is given or left out as each move needs it"
  private static let limited =
    "is for a client in charge, and the daemons are; Migration_share limits a move"
  private static let changes = "makes it another guest there than its definition says"

  /// What is given at each move, or would break what a move promises: the guest runs there as it ran here, and here is what it was.
  private static let refused: [String: String] = [
    "--live": given, "--p2p": given, "--persistent": given, "--abort-on-error": given,
    "--postcopy-resume": given,
    "--undefinesource":
      "takes the guest's definition away from this node, where it has to start again",
    "--suspend": "leaves the guest paused there",
    "--offline": "moves a definition and no guest",
    "--dname": changes, "--xml": changes, "--persistent-xml": changes,
    "--timeout": limited, "--timeout-suspend": limited, "--timeout-postcopy": limited,
    "--postcopy-after-precopy":
      "takes the last means first; Migration_postcopy takes it where nothing else helps",
    "--direct": "is not to be had with QEMU",
    "--tunnelled": "takes the memory off the private interconnect; Migration_tls encrypts it there",
    "--verbose": "prints to nobody",
  ]

  /// Every further option, for the spelling: virsh(1) of libvirt 9.0.
  private static let others = [
    "--copy-storage-inc", "--copy-storage-synchronous-writes", "--change-protection", "--unsafe",
    "--compressed", "--rdma-pin-all", "--zerocopy", "--graphicsuri", "--listen-address",
    "--disks-port", "--disks-uri", "--comp-methods", "--comp-mt-level", "--comp-mt-threads",
    "--comp-mt-dthreads", "--comp-xbzrle-cache", "--postcopy-bandwidth", "--tls-destination",
  ]
}
