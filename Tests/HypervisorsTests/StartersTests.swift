import Platform
import TestSupport
import Testing

@testable import Hypervisors

/// libvirt-guests(8) starts guests at boot where it is on, and nobody told it not to.
@Suite struct StartersTests {
  @Test(
    arguments: [
      ("", "start"), ("ON_BOOT=ignore", "ignore"), ("#ON_BOOT=ignore", "start"),
      ("ON_BOOT=ignore # not ours\nURIS=default", "ignore"), ("ON_BOOT='ignore'\n", "ignore"),
      ("ON_BOOT=ignore\nON_BOOT=\"start\"", "start"), ("  ON_BOOT=ignore", "ignore"),
      ("ON_BOOT=", ""),
    ])
  func onBootIs(_ text: String, _ word: String) {
    #expect(GuestsService.onBoot(in: text) == word)
  }

  @Test(
    arguments: [
      (true, "etc/default", "ON_BOOT=start", "etc/default"),
      (true, "etc/default", "ON_BOOT=ignore", nil),
      (true, "etc/sysconfig", "", "etc/sysconfig"), (true, nil, "", "etc/default"),
      (false, "etc/default", "ON_BOOT=start", nil),
    ] as [(Bool, String?, String, String?)])
  func theFileThatStartsGuests(_ isOn: Bool, _ place: String?, _ text: String, _ found: String?)
    throws
  {
    let sandbox = try Sandbox()
    if isOn {
      // A link to the unit, which need not be there.
      let unit = "\(sandbox.locations.units)/multi-user.target.wants/libvirt-guests.service"
      try Files.makeDirectory(Files.parent(of: unit))
      try Files.link(unit, to: "/lib/systemd/system/libvirt-guests.service")
    }
    if let place { try sandbox.write("\(place)/libvirt-guests", text) }
    let starts = GuestsService(locations: sandbox.locations).starts
    #expect(starts == found.map { "\(sandbox.root)/\($0)/libvirt-guests" })
  }
}
