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

/// What every node is to know of a guest, in the same table.
extension SolarisCluster {
  /// What the repository holds; nil without ccradm: then there is only what each node has by itself.
  public func shared(of identity: ResourceIdentity, until deadline: Instant) throws(Failure)
    -> [SharedFact: String]?
  {
    guard hasRepository else { return nil }
    let keys = SolarisTable(self, identity, deadline)
    var facts: [SharedFact: String] = [:]
    for fact in SharedFact.allCases { facts[fact] = try keys.value(fact.key).map(SharedFact.read) }
    return facts
  }

  /// Puts it there unless it is there already.
  public func share(
    _ fact: SharedFact, as value: String?, of identity: ResourceIdentity, until deadline: Instant
  ) throws(Failure) -> Bool {
    guard hasRepository else { return false }
    let written = try value.map { value throws(Failure) in try fact.written(value) }
    let keys = SolarisTable(self, identity, deadline)
    let present = try keys.value(fact.key)
    guard present != written else { return true }
    guard let written else {
      try keys.remove(fact.key)
      guard try keys.value(fact.key) == nil else {
        throw Failure(
          .clusterSilent, "ccradm delkey -k \(fact.key) \(keys.name)", cause: "it was refused")
      }
      return true
    }
    if present == nil { try keys.makeTable() }
    try keys.set(fact.key, written, isThere: present != nil)
    return true
  }

  /// The commands that take out of the repository what is there of it, each with its arguments.
  public func forgetting(_ resource: String, until deadline: Instant) throws(Failure) -> [[String]]
  {
    let identity = try ResourceIdentity(resource: resource, group: resource)
    guard let facts = try shared(of: identity, until: deadline) else { return [] }
    let table = SolarisTable(self, identity, deadline).name
    return SharedFact.allCases.filter { facts[$0] != nil }.map {
      [path("ccradm"), "delkey", "-k", $0.key, table]
    }
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
