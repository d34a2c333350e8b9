internal import Glibc
internal import Model

/// How much of this machine's processes is seen from here: who finds none has to know whether there could have been one.
public enum ProcessSight: Equatable, Sendable {
  /// All of them.
  case machine
  /// Those of one process name space below the machine's, of this number; others are not seen.
  case space(UInt64)
  /// Nobody knows which, and why.
  case blind(String)
}

extension Processes {
  /// The number of the machine's own process name space: PROC_PID_INIT_INO of include/linux/proc_ns.h.
  private static let machineSpace: UInt64 = 0xefff_fffc

  /// The number of the process name space that we are in: pid_namespaces(7).
  public static var space: UInt64? {
    (try? Files.target(of: "/proc/self/ns/pid")).flatMap {
      UInt64(outside: $0.dropFirst(5).dropLast())
    }
  }

  /// How much is seen from here.
  public static var sight: ProcessSight {
    guard (try? Files.target(of: "/proc/self")) == "\(getpid())", let space else {
      return .blind("/proc does not show the process name space that this is called in")
    }
    // With hidepid, who may not look at the first process may not look at everybody.
    guard Files.information("/proc/1/cmdline") != nil else {
      return .blind("/proc hides the processes of others")
    }
    if space == machineSpace { return .machine }
    // The first process of a container may be as powerless as we are.
    guard let mounts = try? Files.read("/proc/self/mountinfo", limit: 1 << 22), !hides(mounts)
    else { return .blind("/proc hides the processes of others") }
    return .space(space)
  }

  /// Whether /proc is mounted with `hidepid` in a table of mounts: proc_pid_mountinfo(5), proc(5).
  static func hides(_ mounts: [UInt8]) -> Bool {
    let last = String(decoding: mounts, as: UTF8.self).split(separator: "\n").last {
      $0.split(separator: " ").dropFirst(4).first == "/proc"
    }
    let options = (last ?? "").split(separator: " ").last?.split(separator: ",") ?? []
    return options.contains { $0.hasPrefix("hidepid=") && $0 != "hidepid=0" && $0 != "hidepid=off" }
  }
}
