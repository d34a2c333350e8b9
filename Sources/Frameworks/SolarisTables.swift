public import Model
internal import Platform

/// The guest's definition in the cluster's repository, of which every node has a copy; by ccradm(1M), in the form of the
/// shipped tool (Contract, ccradm): `addtab TABLE`, `addkey -v VALUE -k KEY TABLE`, `changekey` alike, `delkey -k KEY
/// TABLE`, `showkey -k KEY TABLE`.
///
/// One key is changed at a time, so a digest that is taken away first and put back last tells whether all of them belong
/// together. UNVERIFIED: that showkey prints the value and nothing else.
extension SolarisCluster {
  /// What the repository holds; nil without a table of the resource, or without ccradm.
  public func definition(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> [UInt8]?
  {
    guard hasRepository else { return nil }
    let keys = SolarisTable(self, identity, deadline)
    guard let digest = try keys.value(SolarisTable.digest) else { return nil }
    let prefix = ConfigurationTable.definitionPrefix
    var table = ConfigurationTable()
    let lines = try keys.value(prefix + ".lines") ?? "0"
    try table.set(prefix + ".lines", lines)
    for key in SolarisTable.lines(Int(outside: lines, in: 0...1 << 20) ?? 0) {
      if let value = try keys.value(key) { try table.set(key, value) }
    }
    guard let bytes = try table.folded(prefix), MD5.hexadecimal(bytes) == digest else {
      throw Failure(
        .badDefinition, keys.name, cause: "its keys do not belong together; a change was cut short")
    }
    return bytes
  }

  /// Puts the definition there unless it is there already; whether the cluster keeps definitions.
  public func keep(
    definition: [UInt8], of identity: ResourceIdentity, until deadline: Instant
  ) throws(Failure) -> Bool {
    guard hasRepository else { return false }
    let keys = SolarisTable(self, identity, deadline)
    let digest = MD5.hexadecimal(definition)
    if try keys.value(SolarisTable.digest) == digest { return true }
    let prefix = ConfigurationTable.definitionPrefix
    var table = ConfigurationTable()
    try table.setFolded(prefix, definition)
    try keys.makeTable()
    try keys.remove(SolarisTable.digest)
    let before =
      try keys.value(prefix + ".lines").flatMap { Int(outside: $0, in: 0...1 << 20) } ?? 0
    let present = Set(SolarisTable.lines(before))
    for entry in table.entries {
      try keys.set(entry.key, entry.value, isThere: present.contains(entry.key))
    }
    for key in present where table[key] == nil { try keys.remove(key) }
    try keys.set(SolarisTable.digest, digest, isThere: false)
    return true
  }
}

/// The table of one resource in the cluster's repository.
private struct SolarisTable {
  /// The key that tells whether the others belong together.
  static let digest = ConfigurationTable.definitionPrefix + ".digest"

  let name: String
  private let cluster: SolarisCluster
  private let deadline: Instant

  init(_ cluster: SolarisCluster, _ identity: ResourceIdentity, _ deadline: Instant) {
    (self.cluster, self.deadline) = (cluster, deadline)
    name = "ohac_xvm_\(identity.resource)"
  }

  /// The keys of that many lines.
  static func lines(_ count: Int) -> [String] {
    (0..<max(0, min(count, 100_000))).map {
      ConfigurationTable.foldedKey(ConfigurationTable.definitionPrefix, $0 + 1)
    }
  }

  /// The value of a key; nil when there is none, or no table.
  func value(_ key: String) throws(Failure) -> String? {
    try ccradm("showkey", ["-k", key]).map { $0.first ?? "" }
  }

  /// Each verb is refused where the other one fits; the likely one comes first, as every call costs a process.
  func set(_ key: String, _ value: String, isThere: Bool) throws(Failure) {
    for verb in isThere ? ["changekey", "addkey"] : ["addkey", "changekey"]
    where try ccradm(verb, ["-v", value, "-k", key]) != nil { return }
    throw Failure(.clusterSilent, "ccradm addkey -k \(key) \(name)", cause: "it was refused")
  }

  /// Refused where there is none, and that is as well.
  func remove(_ key: String) throws(Failure) {
    _ = try ccradm("delkey", ["-k", key])
  }

  /// Refused where there is one.
  func makeTable() throws(Failure) {
    _ = try ccradm("addtab", [])
  }

  private func ccradm(_ verb: String, _ words: [String]) throws(Failure) -> [String]? {
    try cluster.attempt("ccradm", [verb] + words + [name], until: deadline)
  }
}
