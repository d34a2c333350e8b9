import Model
import TestSupport
import Testing

@testable import Platform

/// Where a process's groups lie, from what the kernel says of mounts and groups.
@Suite struct ControlGroupTests {
  struct Row: Sendable {
    var name: String
    var mounts: String
    var own: String
    var places: [String]
  }

  private static let unified = "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw"
  private static let hybrid = """
    31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
    32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct
    40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd
    41 31 0:38 / /sys/fs/cgroup/unified rw shared:7 - cgroup2 cgroup2 rw
    """

  static let rows = [
    Row(
      name: "one tree", mounts: unified, own: "0::/system.slice/x.service\n",
      places: ["/sys/fs/cgroup/system.slice/x.service"]),
    Row(name: "the root", mounts: unified, own: "0::/\n", places: ["/sys/fs/cgroup"]),
    Row(
      name: "both versions", mounts: hybrid,
      own: "9:name=systemd:/a\n1:cpu,cpuacct:/\n0::/b\n",
      places: [
        "/sys/fs/cgroup/unified/b", "/sys/fs/cgroup/cpu", "/sys/fs/cgroup/systemd/a",
      ]),
    Row(
      name: "a container's mount",
      mounts: "31 23 0:28 /docker/1 /sys/fs/cgroup ro - cgroup2 cgroup rw", own: "0::/docker/1/c\n",
      places: ["/sys/fs/cgroup/c"]),
    Row(
      name: "outside of the mount",
      mounts: "31 23 0:28 /docker/1 /sys/fs/cgroup ro - cgroup2 cgroup rw", own: "0::/docker/12\n",
      places: []),
    Row(name: "none", mounts: "31 23 0:28 / /proc rw - proc proc rw", own: "0::/\n", places: []),
    Row(name: "nonsense", mounts: "- cgroup2\n31 - cgroup2 x", own: "::\n0\n", places: []),
  ]

  @Test(arguments: rows) func placesAreThoseOfTheMounts(_ row: Row) {
    #expect(ControlGroup.places(mounts: row.mounts, own: row.own).map(\.path) == row.places)
  }

  /// A group's own processes and those of the groups in it: what goes wrong with one of them makes all of it unknown.
  @Test(
    arguments: [
      ("printf '1\n2\n' >g/cgroup.procs; mkdir g/s; echo 3 >g/s/cgroup.procs", [1, 2, 3]),
      ("echo 1 >g/cgroup.procs; echo 2 >g/other", [1]), (": >g/cgroup.procs", []),
      ("rmdir g", []), ("echo 1 >g/cgroup.procs; mkdir g/s", [1]),
      ("echo 1 >g/cgroup.procs; mkdir -p g/s/cgroup.procs", nil), ("rmdir g; rm cgroup.procs", nil),
      ("rmdir g; : >g", nil), ("echo 0 >g/cgroup.procs", [0]),
    ] as [(String, [Int32]?)])
  func theProcessesOfAGroup(_ script: String, _ numbers: [Int32]?) throws {
    let sandbox = try Sandbox()
    let made = try ChildProcess.run(
      Command("/bin/sh", ["-ec", "cd '\(sandbox.root)'; : >cgroup.procs; mkdir g; \(script)"]),
      until: Clock.now + .seconds(20))
    try #require(made.succeeded, "\(made.errorText)")
    let group = ControlGroup(path: "\(sandbox.root)/g", mount: sandbox.root)
    if let numbers {
      #expect(try group.processes() == numbers)
    } else {
      #expect(throws: SystemError.self) { try group.processes() }
    }
  }

  @Test func whatIsNoTreeOfGroupsProvesNothing() throws {
    let group = ControlGroup(path: "/tmp/no-such-tree/x", mount: "/tmp/no-such-tree")
    #expect(throws: SystemError.self) { try group.processes() }
  }
}
