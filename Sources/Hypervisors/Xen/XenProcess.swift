internal import Model
internal import Platform

/// A process of xl or xm as its arguments tell it: `xl -v create FILE`, by whatever wrapper or interpreter.
struct XenProcess: Equatable {
  /// What it does: `create`, `migrate`.
  let command: String
  let words: [String]

  /// Nil for arguments that are none of the tool's.
  init?(_ arguments: [String], of tool: String = "xl") {
    guard
      let place = arguments.prefix(3).firstIndex(where: { $0 == tool || $0.hasSuffix("/" + tool) }),
      let start = arguments.dropFirst(place + 1).firstIndex(where: { !$0.hasPrefix("-") })
    else { return nil }
    (command, words) = (arguments[start], Array(arguments[(start + 1)...]))
  }

  /// The processes with such arguments that the tool's may be among. It is only ever run by root; others may give theirs the
  /// same arguments, and whose they are is asked last, as it takes longer.
  ///
  /// - Throws: when the list or one that lives cannot be read, since it may be one of those.
  static func all(where isMeant: ([String]) -> Bool) throws(SystemError) -> [Int32] {
    var found: [Int32] = []
    for pid in try Processes.list() {
      do throws(SystemError) {
        if isMeant(try Processes.commandLine(pid)), try !Processes.isOfOthers(pid) {
          found.append(pid)
        }
      } catch {
        if !error.isMissing { throw error }
      }
    }
    return found
  }
}
