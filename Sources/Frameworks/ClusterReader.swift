public import Model
public import Platform

/// Looks at what a Solaris Cluster has, by its scha commands, whose output is documented (Contract, Answers of the commands)
/// and the same in all releases; that of `clresource show` and of `scrgadm -pvv` is neither.
public struct ClusterReader: Sendable {
  private let programs: String
  private let deadline: Instant

  /// A reader of the cluster whose commands lie at `locations`, which has to answer before `deadline`.
  public init(locations: Locations = .current, until deadline: Instant) {
    programs = locations.clusterPrograms + "/bin"
    self.deadline = deadline
  }

  /// The release of the cluster whose commands are installed; nil when none are.
  ///
  /// Without clresource it is 3.1, whatever else is said. A release that does not say its number is taken for the usual one.
  public static func release(locations: Locations = .current) -> ClusterRelease? {
    let programs = locations.clusterPrograms + "/bin"
    // Links to this program are no cluster.
    if (try? Files.target(of: "\(programs)/clresource")) == Environment.ownPath { return nil }
    if Files.isExecutable("\(programs)/clresource") {
      let text = try? Files.read(locations.clusterRelease, limit: 1 << 16)
      let said = text.flatMap { ClusterRelease(parsing: String(decoding: $0, as: UTF8.self)) }
      return said.map { max($0, ClusterRelease(3, 2)) } ?? .usual
    }
    return Files.isExecutable("\(programs)/scrgadm") ? ClusterRelease(3, 1) : nil
  }

  /// The types and every group with its resources and its mark; the groups of the resources named are looked at closely, and so
  /// is everything in the group of the first.
  ///
  /// - Parameters:
  ///   - group: a group that is looked at too, whether the resource is in it yet or not.
  ///   - properties: what is asked of the resource; its neighbours are asked for what tells whether they are guests.
  public func picture(
    of resource: String, group: String?, beside others: [String] = [],
    _ properties: [(name: String, isStandard: Bool)]
  ) throws(Failure) -> ClusterPicture {
    var picture = ClusterPicture(
      types: Set(try ask("scha_cluster_get", "ALL_RESOURCETYPES").map(ClusterReader.unversioned)))
    for name in try ask("scha_cluster_get", "ALL_RESOURCEGROUPS") {
      picture.groups[name] = try outline(of: name)
    }
    let home = picture.group(of: resource)
    for name in Set([home, group].compactMap(\.self)) {
      for member in picture.groups[name]?.resources ?? [] {
        picture.resources[member] = try self.resource(
          member, name,
          member == resource ? properties + ClusterReader.links : ClusterReader.links)
      }
    }
    var involved = Set(
      others.compactMap { picture.group(of: $0) } + [home, group].compactMap(\.self))
    // Groups that xvm_register has added to stand in the description, or one of their resources does.
    let description = picture.resources[resource]?.properties["R_description"] ?? ""
    involved.formUnion(
      picture.groups.filter { name, there in
        description.contains(" \(name):")
          || there.resources.contains { description.contains(" @\($0):") }
      }.keys)
    // One that was made for the resource may be left when the resource has gone.
    if home == nil {
      involved.formUnion(picture.groups.filter { $0.value.resources.isEmpty }.map(\.key))
    }
    for name in involved {
      if let outline = picture.groups[name] {
        picture.groups[name] = try details(of: name, outline)
      }
    }
    return picture
  }

  /// What tells whether a resource is a guest, and which other guests it stands behind.
  private static let links = [
    (name: "Start_command", isStandard: false),
    (name: "Resource_dependencies_weak", isStandard: true),
  ]

  private func values(_ tag: String, of group: String) throws(Failure) -> [String] {
    try ask("scha_resourcegroup_get", tag, ["-G", group])
  }

  private func outline(of name: String) throws(Failure) -> ClusterPicture.Group {
    ClusterPicture.Group(resources: try values("RESOURCE_LIST", of: name))
  }

  private func details(of name: String, _ outline: ClusterPicture.Group) throws(Failure)
    -> ClusterPicture.Group
  {
    let nodes = try values("NODELIST", of: name)
    var states: [String] = []
    for node in nodes {
      states += try ask("scha_resourcegroup_get", "RG_STATE_NODE", ["-G", name, node])
    }
    var group = ClusterPicture.Group(
      nodes: nodes, affinities: try values("RG_AFFINITIES", of: name), resources: outline.resources,
      isManaged: !states.contains("UNMANAGED"),
      isOnline: states.contains { $0.contains("ONLINE") })
    group.properties["RG_description"] =
      try values("RG_DESCRIPTION", of: name).joined(separator: " ")
    for tag in ["Priority", "Load_factors"] {
      // A release without load limits does not know these tags.
      group.properties[tag] = (try? values(tag.uppercased(), of: name))?.joined(separator: ",")
    }
    return group
  }

  private func resource(
    _ name: String, _ group: String, _ properties: [(name: String, isStandard: Bool)]
  ) throws(Failure) -> ClusterPicture.Resource {
    let place = ["-R", name, "-G", group]
    let type = try ask("scha_resource_get", "TYPE", place).first ?? ""
    let enabled = try ask("scha_resource_get", "ON_OFF_SWITCH", place).first
    var resource = ClusterPicture.Resource(
      type: ClusterReader.unversioned(type), isEnabled: enabled == "ENABLED")
    for (name, isStandard) in properties where resource.properties[name] == nil {
      // A property that the type does not have, as a storage resource has no commands, is no value.
      let lines =
        isStandard
        ? try? ask("scha_resource_get", name.uppercased(), place)
        : (try? ask("scha_resource_get", "EXTENSION", place + [name])).map { Array($0.dropFirst()) }
      resource.properties[name] = lines?.joined(separator: ",")
    }
    return resource
  }

  /// The lines that a command answers, empty ones left out.
  private func ask(_ program: String, _ tag: String, _ arguments: [String] = []) throws(Failure)
    -> [String]
  {
    let path = "\(programs)/\(program)"
    let answer: Completion
    do throws(SystemError) {
      answer = try ChildProcess.run(Command(path, ["-O", tag] + arguments), until: deadline)
    } catch {
      throw Failure(.clusterSilent, program, cause: error.description)
    }
    guard answer.succeeded else {
      throw Failure(
        .clusterSilent, ([program, "-O", tag] + arguments).joined(separator: " "),
        cause: answer.errorText.split(separator: "\n").last.map(String.init) ?? "no answer")
    }
    return answer.text.split(separator: "\n").map(String.init)
  }

  private static func unversioned(_ type: String) -> String {
    String(type.prefix { $0 != ":" })
  }
}
