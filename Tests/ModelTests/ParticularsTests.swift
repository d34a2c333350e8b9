import Testing

@testable import Model

@Suite struct ParticularsTests {
  private static let full = Particulars(
    uuid: "u-1", machine: Particulars.Machine(alias: "", name: "pc-q35-7.2"),
    devices: [
      Particulars.Device("interface", "bridge <source bridge=\"br\t0\"/>", mac: "52:54:00:1:2:3"),
      Particulars.Device("disk", "vda", address: "type=\"pci\" slot=\"0x04\""),
    ])

  @Test(arguments: [full, Particulars(), Particulars(uuid: "u-1")])
  func theTextSaysIt(_ particulars: Particulars) {
    #expect(Particulars(particulars.text) == particulars)
    #expect(particulars.isEmpty == (particulars == Particulars()))
  }

  @Test(arguments: ["", "2\tu", "1", "1\tu\tq35", "1\tu\ninterface\tx", "1\tu\\x"])
  func whatIsNoSuchTextIsNone(_ text: String) {
    #expect(Particulars(text) == nil)
  }

  /// By kind and key, and what is left of a kind in order where as many are left.
  @Test(
    arguments: [
      (["a", "b"], ["1", "2"]), (["b", "a"], ["2", "1"]), (["b"], ["2"]),
      (["c", "b"], ["1", "2"]),
      (["c", "d"], ["1", "2"]), (["a", "c", "d"], ["1", nil, nil]), (["c"], [nil]),
      (["a", "a"], ["1", "2"]), (["a", "b", "a"], ["1", "2", nil]),
    ] as [([String], [String?])])
  func whichDeviceItIs(_ keys: [String], _ macs: [String?]) {
    let known = Particulars(devices: [
      Particulars.Device("interface", "a", mac: "1"),
      Particulars.Device("interface", "b", mac: "2"),
      Particulars.Device("disk", "a", address: "x"),
    ])
    #expect(known.known(of: keys.map { ("interface", $0) }).map { $0?.mac } == macs)
  }

  /// Every node makes the same of a UUID, each interface another, and none that is taken.
  @Test func anAddressIsMadeOfTheUUID() {
    func made(_ uuid: String, _ number: Int, _ taken: Set<String> = []) -> String {
      Particulars.mac(of: uuid, interface: number, vendor: "52:54:00", taken: taken)
    }
    let all = [made("u-1", 0), made("u-1", 1), made("u-2", 0), made("u-1", 0, [made("u-1", 0)])]
    #expect(Set(all).count == 4)
    #expect(all.allSatisfy { $0.utf8.count == 17 && $0.hasPrefix("52:54:00:") })
    // On every node, by every version.
    #expect(all[0] == "52:54:00:c9:a3:5e")
  }
}
