internal import Model
internal import Platform

/// The process that `xl create` or `xl migrate-receive` leaves behind for as long as its guest lives.
///
/// It is what restarts a guest that reboots: between the old domain and the new one there is none of that name, and this
/// process is all that is left. While it lives a guest that is not listed is therefore on its way back, and neither dead
/// nor safely stopped. It is no witness of a guest's life: a move that failed late leaves a guest without one.
/// It keeps the arguments of its command, and its output is the guest's log (seen in a real run of xl 4.17).
struct XenKeeper {
  let name: String
  /// Where we put the configuration that the guest is created from.
  let definition: String

  /// The process, if there is one.
  ///
  /// - Throws: when that cannot be told.
  func find() throws(SystemError) -> ProcessIdentity? {
    for pid in try XenProcess.all(where: { XenProcess($0) != nil }) {
      do throws(SystemError) {
        if try keeps(
          Processes.commandLine(pid), writing: Files.target(of: "/proc/\(pid)/fd/1"),
          reading: { path throws(SystemError) in try Files.read(path, limit: 1 << 20) }),
          let process = Processes.identity(pid)
        {
          return process
        }
      } catch {
        if !error.isMissing { throw error }
      }
    }
    return nil
  }

  /// Whether a process is the keeper of this guest: one whose output is the guest's log, or `xl create FILE` with our file or one
  /// that names it.
  ///
  /// - Parameters:
  ///   - output: what its standard output is; asked for the tool's own processes only.
  /// - Throws: when one of them cannot be read, and not for one that is not there.
  func keeps(
    _ arguments: [String], writing output: @autoclosure () throws(SystemError) -> String?,
    reading read: (String) throws(SystemError) -> [UInt8]
  ) throws(SystemError) -> Bool {
    guard let run = XenProcess(arguments),
      ["create", "restore", "migrate-receive"].contains(run.command)
    else { return false }
    if let output = try present(output), XenLog.paths(of: name).contains(output) { return true }
    guard run.command == "create" else { return false }
    for word in run.words {
      if word == definition { return true }
      guard word.hasPrefix("/"),
        let bytes = try present({ () throws(SystemError) in try read(word) })
      else { continue }
      if (try? XenDefinition(parsing: bytes))?.name == name { return true }
    }
    return false
  }

  private func present<Value>(_ body: () throws(SystemError) -> Value?) throws(SystemError)
    -> Value?
  {
    do throws(SystemError) { return try body() } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// Ends it, so that the guest does not come back; whether one was found.
  func end(until deadline: Instant) -> Bool {
    guard let process = try? find(), let watch = try? ProcessHandle(process) else { return false }
    watch.signal(Signal.terminate)
    if watch.ended(by: min(deadline, Clock.now + .milliseconds(500))) { return true }
    watch.signal(Signal.kill)
    _ = watch.ended(by: deadline)
    return true
  }
}
