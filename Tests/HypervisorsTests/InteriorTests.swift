import Model
import Platform
import TestSupport
import Testing

@testable import Hypervisors

/// How a guest is looked into from outside.
@Suite struct InteriorTests {
  /// The numbers of virterror.h, and what the agent of a real libvirt was seen to say.
  @Test(arguments: [
    (Int32(86), InteriorAnswer.silent("w")), (97, .silent("w")), (68, .silent("w")),
    (74, .unequipped), (42, .unknown("w")), (55, .unknown("w")), (3, .unknown("w")), (1, .answers),
  ])
  func anErrorOfTheAgentIsAnAnswerOrNot(_ code: Int32, _ answer: InteriorAnswer) {
    #expect(LibvirtInterior.answer(code, "w") == answer)
  }

  @Test(arguments: [
    ("", false, nil),
    (
      "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>", true,
      nil
    ),
    (
      "<channel type='unix'><target type='virtio' name='com.redhat.spice.0'/></channel>", false, nil
    ),
    (
      "<serial type='file'><source path='/var/log/a.log' append='on'/></serial>", false,
      "/var/log/a.log"
    ),
    (
      "<serial type='pty'><log file='/var/log/b.log' append='on'/></serial>", false,
      "/var/log/b.log"
    ),
    ("<serial type='pty'/><console type='file'><source path='/c'/></console>", false, "/c"),
    ("<serial type='unix'><source path='/run/socket'/></serial>", false, nil),
  ])
  func whatADefinitionGives(_ devices: String, _ hasAgent: Bool, _ console: String?) throws {
    let text = "<domain type='kvm'><name>web</name><devices>\(devices)</devices></domain>"
    let equipment = try LibvirtInterior(LibvirtDriver(uri: "")).equipment(in: Array(text.utf8))
    #expect(equipment == InteriorEquipment(hasAgent: hasAgent, console: console))
  }

  @Test(arguments: [
    (Int64(0), "one", true), (3, "one", false), (0, "two", true), (4, "two", true),
    (5, "two", false),
    (0, "three", false), (100, "one", true), (0, "one\ntwo", true), (0, "", true),
  ])
  func aTextIsFoundBehindAnOffset(_ offset: Int64, _ text: String, _ isThere: Bool) throws {
    let sandbox = try Sandbox()
    let file = try sandbox.write("console", "one\ntwo\n")
    #expect(try Files.holds(file, Array(text.utf8), after: offset) == isThere)
  }

  /// A text that lies across two pieces of what is read at a time.
  @Test func aTextIsFoundWhereverItLies() throws {
    let sandbox = try Sandbox()
    for length in [65_530, 65_536, 131_069] {
      let file = try sandbox.write("console", String(repeating: "x", count: length) + "GUEST-UP\n")
      #expect(try Files.holds(file, Array("xGUEST-UP\n".utf8), after: 0))
      #expect(try !Files.holds(file, Array("GUEST-DOWN".utf8), after: 0))
    }
    #expect(throws: SystemError.self) {
      try Files.holds("\(sandbox.root)/none", [65], after: 0)
    }
  }
}
