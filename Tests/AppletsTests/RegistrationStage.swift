import Model
import Platform
import TestSupport
import Testing

/// A cluster of stand-ins, a rehearsal daemon, and the set-up file of a guest that nobody knows yet.
struct RegistrationStage {
  /// The daemon and its guest `web`.
  let bed: CommandStage
  var sandbox: Sandbox { bed.sandbox }

  /// - Parameter isCluster: whether the commands of a cluster are installed.
  init(isCluster: Bool = true) throws {
    bed = try CommandStage()
    if isCluster {
      try Files.makeDirectory("\(sandbox.root)/usr/cluster")
      try Files.link(
        "\(sandbox.root)/usr/cluster/bin", to: "\(SourceTree.root)/Tests/standins/cluster")
    }
  }

  /// What the stand-ins and their callers find in their environment.
  var variables: [String: String] { ["HA_XVM_STANDIN_PROGRAM": Sandbox.program] }

  /// Writes the set-up file of the guest, with these further lines, and returns its path.
  func file(_ lines: String..., resource: String = "web-rs", guest: String = "web") throws -> String
  {
    let rows =
      [
        "RS=\(resource)", "RG=web-rg", "Domain_name=\(guest)", "Hypervisor=REHEARSAL",
        "Definition_file=\(sandbox.root)/\(guest).xml", "Start_timeout=20", "Stop_timeout=100",
      ] + lines
    return try sandbox.write("\(resource).conf", rows.map { $0 + "\n" }.joined())
  }

  /// Runs one of our names.
  func run(_ name: String, _ arguments: [String], _ more: [String: String] = [:]) throws
    -> Completion
  {
    try sandbox.run(
      name, arguments, adding: variables.merging(more) { $1 }, limit: .seconds(120))
  }

  /// Runs one of the cluster's commands, which has to succeed, and returns its output.
  @discardableResult
  func cluster(_ words: String...) throws -> String { try cluster(words) }

  /// Runs one of the cluster's commands, which has to succeed, and returns its output.
  @discardableResult
  func cluster(_ words: [String]) throws -> String {
    let result = try ChildProcess.run(
      Command(
        "\(sandbox.root)/usr/cluster/bin/\(words[0])", Array(words.dropFirst()),
        environment: sandbox.environment.merging(variables) { $1 }),
      until: Clock.now + .seconds(60))
    try #require(result.succeeded, "\(words): \(result.errorText)")
    return result.text
  }

  /// The changes that the cluster has seen, in their order.
  var commands: [String] {
    ((try? sandbox.text("var/standin/commands")) ?? "").split(separator: "\n").map(String.init)
  }

  /// Makes another resource of another group, which the guest can be favoured over.
  func makeOther(_ affinities: String = "") throws {
    try cluster("clresourcegroup", "create", "other-rg")
    if !affinities.isEmpty {
      try cluster("clresourcegroup", "create", "third-rg")
      try cluster("clresourcegroup", "set", "-p", "RG_affinities=\(affinities)", "other-rg")
    }
    try cluster("clresourcetype", "register", "SUNW.HAStoragePlus")
    try cluster(
      "clresource", "create", "-g", "other-rg", "-t", "SUNW.HAStoragePlus", "other-rs")
  }

  var otherAffinities: [String] {
    get throws {
      try cluster("scha_resourcegroup_get", "-O", "RG_AFFINITIES", "-G", "other-rg")
        .split(separator: "\n").map(String.init)
    }
  }
}
