internal import Model
internal import Platform
internal import Render

/// `xvm_port`: changes a resource of a legacy agent over to ours, on paper.
enum XVMPort: Applet {
  static let name = "xvm_port"
  static var manual: CommandManual {
    CommandManual(
      name: name, summary: "make a configuration of ours from that of a legacy agent",
      options: [
        .init(
          "f", "file", "FILE", repeats: true,
          "a file that the old agent or its register script sourced"),
        .init(
          "s", "show", "FILE",
          "the saved output of 'clresource show -v RESOURCE', or of 'scrgadm -pvv -j RESOURCE'"),
        .init("R", "resource", "RESOURCE", "which resource of the listing, when there are several"),
        .init(
          "d", "directory", "DIRECTORY",
          "write RESOURCE.conf and RESOURCE.ccr in here; without it nothing is written"),
      ],
      description: [
        "Reads what a Korn-shell agent was set up with, a file of assignments, stored command lines or both, and a SUNW.ldom "
          + "resource's properties, and says of each key what becomes of it: kept, changed, dropped, or decide, for what a "
          + "person has to look at. Where file and listing disagree the listing counts, as it is what the cluster runs by.",
        "The old file is never run. Assignments, quotes, comments and $NAME of keys that are set above are understood; a line "
          + "that would have run a program, or depends on who runs it, is named and left out. Behind a line that may decide "
          + "which lines count (if, case, a function, exit) nothing is read.",
        "RESOURCE.conf is the file for xvm_register, RESOURCE.ccr the configuration table. The table is written only when "
          + "there is nothing to decide; else complete RESOURCE.conf first and make the table with 'xvm_emit ccr'.",
        "The names of the keys are those of the published agents. What an agent of the OHAC project for guest domains called "
          + "its keys is not known; the usual words (Domain, GUEST, VM, LDOM) are taken for the guest's name.",
      ],
      exits: [
        .init("0", "everything was taken over, or needs no decision"),
        .init("1", "nothing could be done; the reason is on standard error"),
        .init("2", "the command line is wrong"), .init("3", "there is something to decide"),
      ],
      examples: [
        .init(
          "See what would become of a resource",
          "clresource show -v web-rs > web.show; xvm_port -s web.show -f /opt/old/util/web_config"),
        .init("Write the new files", "xvm_port -s web.show -f /opt/old/util/web_config -d ."),
      ],
      seeAlso: ["xvm_register(8)", "xvm_emit(8)", "xvm_ccr(8)", "ha-xvm(8)"])
  }

  static func run(_ call: Call) throws(Failure) -> Int32 {
    guard call.has("file") || call.has("show") else {
      throw Failure(.usage, call.name, cause: "there is nothing to read; give -f, -s or both")
    }
    var port = Port()
    if let path = call["show"] {
      let listing = try ResourceListing(parsing: try read(path), name: path)
      port.take(try listing.resource(call["resource"]))
    }
    for path in call.all("file") {
      port.take(ShellAssignments(parsing: try read(path), name: path), name: path)
    }
    let file = port.finish()
    for entry in port.entries {
      let fate = entry.fate.rawValue
      let line = Escapes.terminal("\(entry.place): \(entry.text)")
      try Output.answer(fate + String(repeating: " ", count: 9 - fate.count) + line + "\n")
    }
    if let directory = call["directory"] { try write(port, file, to: directory) }
    return port.needsDecision ? 3 : 0
  }

  private static func read(_ path: String) throws(Failure) -> [UInt8] {
    try Files.load(path, limit: ParameterFile.maximumSize)
  }

  private static func write(_ port: Port, _ file: SetupFile, to directory: String) throws(Failure) {
    // The name becomes part of a path.
    let name = try ResourceIdentity(resource: file.resource, group: file.resource).resource
    let decisions = port.entries.filter { $0.fate == .decide }.map { "  \($0.place): \($0.text)" }
    let head =
      ["Written by xvm_port from the configuration of a legacy agent."]
      + (decisions.isEmpty ? [] : ["", "To decide before it is used:"] + decisions)
    let text = ConfigurationTemplate.render(
      port.values.mapValues { ConfigurationTemplate.Line($0) }, head: head)
    try Files.store("\(directory)/\(name).conf", Array(text.utf8))
    Output.line("written  \(directory)/\(name).conf")
    guard !port.needsDecision else { return }
    let table = try SetupSource.table(of: file)
    try Files.store("\(directory)/\(name).ccr", table.serialized())
    Output.line("written  \(directory)/\(name).ccr")
  }
}
