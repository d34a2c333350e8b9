internal import Model
internal import Platform

/// The links by which the program is called.
enum Installation {
  /// `ha-xvm --install DIRECTORY`: makes a link for every name; links that are right stay as they are.
  static func run(_ arguments: [String]) -> Int32 {
    install(
      arguments, option: "--install",
      Registry.applets.map { $0.name }.filter { !clusterCommands.contains($0) })
  }

  /// The names that mean another program where there is a Solaris Cluster: never in PATH unless somebody asks for them.
  static let clusterCommands = [
    CLInterconnect.name, CLNode.name, CLQuorum.name, Cluster.name, CLResLogicalHostname.name,
    CLResource.name, CLResourceGroup.name,
    CLResourceType.name, SCRGAdm.name, SCStat.name, SCSwitch.name,
  ]

  /// `ha-xvm --install-cluster-commands DIRECTORY`: the commands of a cluster that legacy agents call by their paths below
  /// `/usr/cluster`, for a machine that has no cluster. Only on request, and the directory has to be named.
  static func runForCluster(_ arguments: [String]) -> Int32 {
    let programs =
      clusterCommands + Registry.short.keys.sorted() + [
        "pmfadm", "hatimerun", "scha_cluster_get", "scha_control", "scha_resource_get",
        "scha_resource_setstatus", "scha_resourcegroup_get",
      ]
    return install(
      arguments, option: "--install-cluster-commands",
      programs.map { "bin/\($0)" } + ["lib/sc/scds_syslog"])
  }

  /// Where Pacemaker looks for resource agents on Linux.
  static let agentDirectory = "/usr/lib/ocf/resource.d"

  /// `ha-xvm --install-resource-agents [DIRECTORY]`: the agents of Pacemaker, below the directory of our provider.
  static func runForPacemaker(_ arguments: [String]) -> Int32 {
    install(
      arguments.isEmpty ? [agentDirectory] : arguments, option: "--install-resource-agents",
      ResourceAgents.all.map { "\(AgentManual.provider)/\($0.manual.type)" })
  }

  private static func install(
    _ arguments: [String], option: String, _ links: [String]
  ) -> Int32 {
    guard arguments.count == 1, let directory = arguments.first, !directory.isEmpty else {
      Output.complain(Failure(.usage, option, cause: "needs one directory").description)
      return 2
    }
    let program = Environment.ownPath
    do throws(SystemError) {
      var made = 0
      for link in links {
        let path = "\(directory)/\(link)"
        try Files.makeDirectory(Files.parent(of: path))
        if (try? Files.target(of: path)) == program { continue }
        if let there = Files.information(path, following: false), there.kind != .link {
          // Never in place of somebody's file.
          Output.complain(
            Failure(.unwritable, path, cause: "there is a file of that name").description)
          return 1
        }
        try Files.link(path, to: program)
        made += 1
      }
      let all = links.count
      Output.line("\(directory): \(all) names, \(made) links made, \(all - made) were there")
      return 0
    } catch {
      Output.complain(Failure(.unwritable, directory, of: error).description)
      return 1
    }
  }
}
