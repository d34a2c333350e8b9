internal import Model
internal import Platform

/// The right to change what is registered of one resource on this node: two that did so at once would each undo a part of what
/// the other one has done, and both say "done".
enum RegistrationLock {
  /// Does something while no other call does; a dry run changes nothing and needs no right.
  ///
  /// - Throws: `.busy` while another call has it, else why it cannot be taken.
  static func hold(
    _ resource: String, _ call: Call, _ body: () throws(Failure) -> Int32
  ) throws(Failure) -> Int32 {
    if call.has("dry-run") { return try body() }
    let lock = try take(resource, call)
    do throws(Failure) {
      let status = try body()
      lock.release()
      return status
    } catch {
      lock.release()
      throw error
    }
  }

  private static func take(_ resource: String, _ call: Call) throws(Failure) -> FileLock {
    try FileLock.take(
      "\(Locations.current.run)/registration/\(resource).lock",
      owner: FileLock.owner(doing: call.name), for: resource, directoryMode: 0o755,
      until: Clock.now + .seconds(1))
  }
}
