internal import Model
internal import Platform

/// `ha-xvm --install DIRECTORY`: the links by which the program is called.
enum Installation {
  /// Makes a link for every name, beside the program or in another directory; links that are right stay as they are.
  static func run(_ arguments: [String]) -> Int32 {
    guard arguments.count == 1, let directory = arguments.first, !directory.isEmpty else {
      Output.complain(Failure(.usage, "--install", cause: "needs one directory").description)
      return 2
    }
    let program = Environment.ownPath
    do throws(SystemError) {
      try Files.makeDirectory(directory)
      var made = 0
      for applet in Registry.applets {
        let path = "\(directory)/\(applet.manual.name)"
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
      let all = Registry.applets.count
      Output.line("\(directory): \(all) names, \(made) links made, \(all - made) were there")
      return 0
    } catch {
      Output.complain(Failure(.unwritable, directory, cause: error.description).description)
      return 1
    }
  }
}
