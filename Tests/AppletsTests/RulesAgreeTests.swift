import Model
import Platform
import TestSupport
import Testing

/// A configuration is as good to a registration as to the validation that follows it.
@Suite(.ownThreads) struct RulesAgreeTests {
  /// The numbers of the messages, each with whether it only warns: `warning: ... [200205]. ...`. Registration names a line of the
  /// file where validation names a path, so the rest differs.
  private static func said(_ result: Completion) -> [String] {
    result.errorText.split(separator: "\n").map { line in
      let number = line.split(separator: "[").last?.prefix { $0 != "]" } ?? ""
      return (line.hasPrefix("warning: ") ? "warning " : "error ") + number
    }.sorted()
  }

  @Test(arguments: [
    [], ["Retry_interval=100"], ["Retry_interval=100", "Retry_count=1"], ["Probe_timeout=3000"],
    ["Unreachable_weight=15"], ["Unreachable_weight=14"], ["Thorough_probe_interval=3"],
    ["Child_mon_level=0"], ["Stop_timeout=99"], ["Stop_timeout=100"],
    ["Password_file=secret"], ["Password_file=/nosuch/secret"], ["Plugin_probe=check"],
    ["Plugin_probe=\"'\""], ["Plugin_probe=/etc/nosuch"], ["Start_guard=STRICT"],
    ["Disk_policy=DEFINITION"],
    ["Start_guard=LENIENT"], ["Restore_saved_state=TRUE"], ["Migration_type=MIGRATE"],
    ["Retry_count=lots"], ["Strat_timeout=5"], ["Retry_count=1", "retry_count=1"],
    ["Hypervisor=XEN"], ["Hypervisor=XEN", "Connect_uri=xen:///"],
    ["Hypervisor=XEN", "Connect_uri=xm", "On_guest_shutdown=HONOUR"],
    ["Hypervisor=XEN", "Migration_transport='a b;c'"],
    ["Hypervisor=LDOM", "Connect_uri=x"], ["Hypervisor=LDOM", "On_guest_shutdown=HONOUR"],
    ["Hypervisor=XEN", "Domain_name=42"], ["Hypervisor=LDOM", "Domain_name=primary"],
    ["Hypervisor=LIBVIRT", "Domain_name=42"], ["Migration_bandwidth=10"], ["Migration_throttle=30"],
    ["Hypervisor=LIBVIRT", "Migration_options=--suspend"],
    ["Hypervisor=LIBVIRT", "Migration_streams=2", "Migration_postcopy=TRUE"],
    ["Hypervisor=LIBVIRT", "Domain_name=00000000-0000-0000-0000-000000000000"],
    ["Retry_interval=50", "Unreachable_weight=60", "Child_mon_level=3", "Stop_timeout=1"],
  ])
  func registrationSaysWhatValidationSays(_ lines: [String]) throws {
    let stage = try RegistrationStage(isCluster: false)
    let names = lines.map { String($0.prefix { $0 != "=" }).lowercased() }
    let rows =
      [
        "Domain_name=web", "Hypervisor=REHEARSAL",
        "Domain_definition=\(stage.sandbox.root)/web.xml",
      ].filter { row in !names.contains(String(row.prefix { $0 != "=" }).lowercased()) } + lines
    let text = rows.map { $0 + "\n" }.joined()
    let parameters = try stage.sandbox.write("guest.parameters", text)
    let setup = try stage.sandbox.write("web-rs.conf", "RS=web-rs\nRG=web-rg\n" + text)
    let validated = try stage.run(
      "validate_xvm", ["-R", "web-rs", "-G", "web-rg", "-P", parameters])
    let registered = try stage.run("xvm_register", ["-n", "-F", "standalone", "-f", setup])
    #expect(
      validated.ending == registered.ending, "\(validated.errorText) / \(registered.errorText)")
    let (left, right) = (Self.said(validated), Self.said(registered))
    #expect(left == right, "\(validated.errorText) / \(registered.errorText)")
  }
}
