internal import Model
internal import Platform

/// A guest that is arriving on this node, as the process that takes its memory in has it.
///
/// Where the link breaks silently, as when a cable is pulled, the receiving xl is never told: it waits for ever (until its
/// transport gives up, by ssh's default after two hours), keeps half a guest, and holds the lock that every `xl create` on this
/// node waits for. Seen in a real run of xl 4.17.
struct XenArrival {
  let domain: Int

  /// The bytes that have come; 0 where nobody takes any in, and nil where that cannot be told.
  var received: Int64? {
    guard let helpers = try? XenArrival.helpers else { return nil }
    if helpers.isEmpty { return 0 }
    return helpers.first(where: isMine).flatMap { Processes.bytesRead($0) }
  }

  /// Ends the process that takes the memory in, so that its xl clears up and lets go of the lock; whether there was one.
  func end(until deadline: Instant) -> Bool {
    guard let helper = try? XenArrival.helpers.first(where: isMine),
      let process = Processes.identity(helper), let watch = try? ProcessHandle(process)
    else { return false }
    let receiver = Processes.status(helper).flatMap { Processes.identity($0.parent) }
    watch.signal(Signal.terminate)
    _ = watch.ended(by: deadline)
    // What xl has to clear up is cleared up when it ends.
    if let receiver, XenProcess(Processes.arguments(receiver.pid)) != nil,
      let watch = try? ProcessHandle(receiver)
    {
      _ = watch.ended(by: min(deadline, Clock.now + .seconds(10)))
    }
    return true
  }

  private func isMine(_ helper: Int32) -> Bool {
    XenArrival.domain(filledBy: Processes.arguments(helper)) == domain
  }

  /// Every helper that restores a domain.
  private static var helpers: [Int32] {
    get throws(SystemError) { try XenProcess.all { domain(filledBy: $0) != nil } }
  }

  /// The domain in the arguments of a helper: `libxl-save-helper --restore-domain FD FD DOMAIN ...`, as xl 4.17 runs it.
  static func domain(filledBy arguments: [String]) -> Int? {
    guard arguments.count > 4, arguments[0].hasSuffix("libxl-save-helper"),
      arguments[1] == "--restore-domain"
    else { return nil }
    return Int(outside: arguments[4])
  }
}
