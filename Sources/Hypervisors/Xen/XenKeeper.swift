internal import Model
internal import Platform

/// The process that `xl create` leaves behind for as long as its guest lives.
///
/// It is what restarts a guest that reboots: between the old domain and the new one there is none of that name, and this
/// process is all that is left. While it lives a guest that is not listed is therefore on its way back, and neither dead
/// nor safely stopped. It is no witness of a guest's life: one that was moved or restored has none that we could tell.
/// UNVERIFIED: that it keeps the arguments of the command (from Xen's sources; not looked at in a real run).
struct XenKeeper {
  /// The guest's name.
  let name: String
  /// Where we put the configuration that the guest is created from.
  let definition: String

  /// The process, if there is one.
  func find() -> ProcessIdentity? {
    for pid in Processes.all() {
      if keeps(Processes.arguments(pid), reading: { try? Files.read($0, limit: 1 << 20) }),
        let process = Processes.identity(pid)
      {
        return process
      }
    }
    return nil
  }

  /// Whether an argument vector is that of the keeper of this guest: `xl create FILE` with our file, or one that names it.
  func keeps(_ arguments: [String], reading read: (String) -> [UInt8]?) -> Bool {
    guard
      let tool = arguments.prefix(3).firstIndex(where: { $0 == "xl" || $0.hasSuffix("/xl") }),
      arguments.dropFirst(tool + 1).first(where: { !$0.hasPrefix("-") }) == "create"
    else { return false }
    return arguments.dropFirst(tool + 2).contains { word in
      if word == definition { return true }
      guard word.hasPrefix("/"), let bytes = read(word) else { return false }
      return (try? XenDefinition(parsing: bytes))?.name == name
    }
  }

  /// Ends it, so that the guest does not come back; whether there was one.
  func end(until deadline: Instant) -> Bool {
    guard let process = find(), let watch = try? ProcessWatch(process) else { return false }
    watch.signal(Signal.terminate)
    if watch.ended(by: min(deadline, Clock.now + .milliseconds(500))) { return true }
    watch.signal(Signal.kill)
    _ = watch.ended(by: deadline)
    return true
  }
}
