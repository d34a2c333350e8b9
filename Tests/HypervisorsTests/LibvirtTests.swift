import Model
import Platform
import Testing

@testable import Hypervisors

@Suite struct LibvirtTests {
  /// Toolstacks, virsh's states; the text after each is what we make of it.
  @Test(arguments: [
    ("running (booted)\n\n", GuestState.running), ("running (unknown)\n", .running),
    ("idle\n", .running), ("blocked (unknown)\n", .running),
    ("paused (user)\n", .paused(.byOperator)), ("paused (I/O error)\n", .paused(.ioError)),
    ("paused (watchdog)\n", .paused(.watchdog)), ("paused (crashed)\n", .paused(.crashed)),
    ("paused (migrating)\n", .paused(.transition)), ("paused (saving)\n", .paused(.transition)),
    ("paused (post-copy failed)\n", .paused(.postcopyFailed)),
    ("running (post-copy)\n", .movingIn),
    ("running (post-copy failed)\n", .paused(.postcopyFailed)),
    ("paused (post-copy)\n", .paused(.postcopy)),
    ("paused (something new)\n", .paused(.unknown)), ("paused\n", .paused(.unknown)),
    ("pmsuspended (unknown)\n", .paused(.suspendedByGuest)),
    ("in shutdown (user)\n", .shuttingDown), ("shut off (shutdown)\n", .off(.shutdown)),
    ("shut off (destroyed)\n", .off(.destroyed)), ("shut off (crashed)\n", .off(.crashed)),
    ("shut off (migrated)\n", .off(.migrated)), ("shut off (saved)\n", .off(.saved)),
    ("shut off (failed)\n", .off(.failed)), ("shut off (daemon)\n", .off(.unknown)),
    ("shut off\n", .off(.unknown)), ("crashed (panicked)\n", .crashed),
    ("no state\n", .unknown("virsh said 'no state'")), ("", .unknown("virsh said ''")),
    ("l\u{e4}uft (gestartet)\n", .unknown("virsh said 'l\u{e4}uft (gestartet)'")),
    ("running)\n", .unknown("virsh said 'running)'")),
  ])
  func stateIs(_ text: String, _ state: GuestState) {
    #expect(LibvirtState.parse(text) == state)
  }

  /// What lacks a name proves that there is no such domain only when it is a whole list.
  @Test(
    arguments: [
      ("", [String]()), ("\n", []), ("web\n\n", ["web"]),
      ("web\ntwo words\n", ["web", "two words"]),
      ("web", nil), ("web\nd", nil), ("web\r\ndb\n", nil), ("web\r\ndb\r\n", nil),
    ] as [(String, [String]?)])
  func aListNames(_ text: String, _ names: [String]?) {
    let answer = Completion(ending: .exited(0), output: Array(text.utf8))
    #expect(LibvirtDriver.names(in: answer) == names)
    var cut = answer
    cut.truncated = true
    #expect(LibvirtDriver.names(in: cut) == nil)
  }

  /// What is cut short describes nothing, and least of all a guest that is not known.
  @Test(
    arguments: [
      ("<domain>\n</domain>\n", false, true), ("<domain>\n</domain>\n\n", false, true),
      ("<domain>\n</domain>\n", true, false), ("<domain>\n<name>web</name>\n", false, false),
      ("", false, false),
    ] as [(String, Bool, Bool)])
  func aDescriptionIsWhole(_ text: String, _ isCut: Bool, _ isWhole: Bool) {
    let answer = Completion(ending: .exited(0), output: Array(text.utf8), truncated: isCut)
    let bytes = try? LibvirtDriver.document(in: answer, of: Guest(name: "web"))
    #expect(bytes == (isWhole ? answer.output : nil))
  }

  /// A client runs no guests, nor does a daemon without their driver: nobody is missing who could not be asked.
  @Test(
    arguments: [
      ("xen", ["virsh"], nil, false), ("xen", ["virsh", "virtxend"], nil, true),
      ("xen", ["libvirtd"], nil, true), ("xen", ["libvirtd"], ["libvirt_driver_qemu.so"], false),
      ("xen", ["libvirtd"], ["libvirt_driver_libxl.so"], true),
      ("xen", ["/run/libvirt/libvirt-sock"], ["libvirt_driver_qemu.so"], false),
      ("xen", ["/run/libvirt/virtxend-sock"], ["libvirt_driver_qemu.so"], true),
      ("qemu+unix", ["virsh"], nil, false), ("qemu", ["/run/libvirt/libvirt-sock"], nil, true),
      ("qemu", ["libvirtd"], ["libvirt_driver_qemu.so"], true), ("qemu", ["virtxend"], nil, false),
      ("qemu", ["libvirtd"], [], false), ("test", [], nil, true),
    ] as [(String, [String], [String]?, Bool)])
  func guestsCanRunHere(
    _ scheme: String, _ there: [String], _ drivers: [String]?, _ isSo: Bool
  ) {
    var runners = LibvirtRunners(scheme: scheme)
    runners.isThere = there.contains
    runners.drivers = { drivers }
    #expect(runners.areHere == isSo)
  }

  /// A sign that joins the one before it, as an accent does, makes one letter of the two for Swift.
  @Test(arguments: ["web", "web,1", "a,,b", ",", "\u{301}x", ",\u{301}", "a,\u{301}b", ""])
  func anEmulatorTellsItsGuestsName(_ name: String) {
    let spelt = name.utf8.flatMap { $0 == UInt8(ascii: ",") ? [$0, $0] : [$0] }
    let argument = "guest=" + String(decoding: spelt, as: UTF8.self) + ",debug-threads=on"
    #expect(EmulatorProcess.guestName(argument).utf8.elementsEqual(name.utf8))
  }

  static let emulator = [
    "/usr/bin/qemu-system-x86_64", "-name", "guest=web,,1,debug-threads=on", "-S", "-uuid",
    "0120A4F9-196a-5f9e-b9f5-23f31f914da7", "-m", "96",
  ]

  /// The name and the UUID, in small letters; nil for what is no emulator.
  @Test(
    arguments: [
      (emulator, "web,1 0120a4f9-196a-5f9e-b9f5-23f31f914da7"),
      (["/usr/bin/virsh"] + emulator.dropFirst(), nil), (Array(emulator.prefix(5)), nil), ([], nil),
    ] as [([String], String?)])
  func anEmulatorIsThatOfItsGuest(_ arguments: [String], _ guest: String?) {
    #expect(EmulatorProcess.guest(arguments).map { "\($0.name) \($0.uuid)" } == guest)
  }

  @Test(arguments: [
    ("qemu:///system", true), ("qemu:///session", true), ("qemu+unix:///system", true),
    ("qemu+ssh://other/system", false), ("qemu+tcp://127.0.0.1/system", false),
    ("xen:///system", false), ("test:///default", false),
  ])
  func theSecondWitnessIsForThisMachinesEmulators(_ uri: String, _ isLocal: Bool) {
    #expect((LibvirtDriver(uri: uri).witness != nil) == isLocal)
  }

  /// Where emulators can live unseen, that none is found is no proof that there is none.
  @Test(arguments: [(.machine, false), (.blind("hidden"), nil)] as [(ProcessSight, Bool?)])
  func noEmulatorIsOneOnlyWhereTheyAreSeen(sight: ProcessSight, isActive: Bool?) {
    let guest = Guest(name: "of-no-emulator", identity: GuestIdentity(uuid: "of-no-emulator"))
    let witness = EmulatorProcess(uri: "qemu:///system") { sight }
    let below = witness?.observeBelow(guest, until: Clock.now)
    #expect(below.map(\.state.isActive) == .some(isActive))
  }
}
