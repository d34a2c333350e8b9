internal import GenericDataService
internal import Model
internal import Platform

/// `gds_validate`: the validate method, and how properties are published without `gds start`.
enum GDSValidate: Applet {
  static let name = "gds_validate"
  static let manual = CommandManual(
    name: name, summary: "validate the properties of a resource, and publish them",
    options: MethodCall.options + [
      .init("c", "create", nil, "for a resource that is created: every property is given"),
      .init("u", "update", nil, "for one whose properties are changed: only those are given"),
      .init("r", "standard", "NAME=VALUE", repeats: true, "a property that the cluster defines"),
      .init("x", "extension", "NAME=VALUE", repeats: true, "an extension property"),
      .init("X", "per-node", "NAME{NODE}=VALUE", repeats: true, "the value on one node"),
      .init(
        "g", "group-property", "NAME=VALUE", repeats: true, "a property of the group; not looked at"
      ),
    ],
    description: [
      "gds_validate checks the values, that the programs of the commands are there, and runs Validate_command.",
      "A set that is good is published for the other methods, in the place of a cluster's own repository. A property "
        + "that is fixed at creation, or while the resource is online, is refused with -u.",
      "A property after -r that SUNW.gds does not have is not looked at.",
    ],
    exits: MethodCall.exits,
    examples: [
      .init(
        "Publish a service",
        "gds_validate -c -R web-rs -T SUNW.gds -G web-rg -r Port_list=80/tcp -x Start_command=/usr/sbin/httpd"
      )
    ],
    files: MethodCall.files, seeAlso: ["gds(7)", "gds(8)", "gds_svc_start(8)"])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let identity = try call.resource()
    guard call.has("create") != call.has("update") else {
      throw Failure(.usage, call.name, cause: "exactly one of -c and -u has to be given")
    }
    let isKnown: (String) -> Bool = { word in
      let name = word.prefix { $0 != "=" }.lowercased()
      return ServiceProperties.all.contains { $0.name.lowercased() == name }
    }
    let words =
      call.all("standard").filter(isKnown) + call.all("extension")
      + call.all("per-node").compactMap(ownValue)
    var problems: [Failure] = []
    let configuration = ServiceConfiguration(
      identity, words: words, place: call.name, over: call.has("update"), problems: &problems)
    if call.has("update") { problems += untunable(words, identity) }
    for problem in problems { Output.complain(problem.description) }
    guard problems.isEmpty else { return 1 }
    try Service.enterRoot()
    guard Service(configuration, method: call.name).validate().show() else { return 1 }
    try PublishedProperties(identity).write(configuration)
    return 0
  }

  /// `Name=value` out of `Name{node}=value` when the node is this one.
  private static func ownValue(_ word: String) -> String? {
    guard let open = word.firstIndex(of: "{"), let close = word.firstIndex(of: "}"), open < close
    else { return word }
    let node = word[word.index(after: open)..<close]
    guard node == Environment.nodeName || node == "1" else { return nil }
    return String(word[..<open] + word[word.index(after: close)...])
  }

  private static func untunable(_ words: [String], _ identity: ResourceIdentity) -> [Failure] {
    let isOffline = ServiceStateFile(identity).read().state == .offline
    return words.compactMap { word in
      let name = word.prefix { $0 != "=" }.lowercased()
      guard let row = ServiceProperties.all.first(where: { $0.name.lowercased() == name }),
        row.tunable == .atCreation || (row.tunable == .whenDisabled && !isOffline)
      else { return nil }
      return Failure(.notTunable, row.name, cause: row.tunable.rawValue)
    }
  }
}
