internal import Model
internal import Platform

/// Looks into a guest of libvirt's.
struct LibvirtInterior: GuestInterior {
  private let driver: LibvirtDriver

  init(_ driver: LibvirtDriver) { self.driver = driver }

  /// The agent's channel, as libvirt knows it: "Domain XML format", Channel.
  private static let channel = "org.qemu.guest_agent.0"

  /// Asks it for the time: libvirt synchronizes with the agent before each question, and gives up after 5 s. A question that an agent
  /// of frozen file systems, or one with a list of what it may do, refuses is answered too.
  func agent(of guest: Guest, until deadline: Instant) -> InteriorAnswer {
    var isAsked = false
    do throws(WireError) {
      return try WireWitness(uri: driver.uri).answer(of: guest, until: deadline) {
        connection, domain throws(WireError) in
        isAsked = true
        try connection.askTime(domain)
        return .answers
      }
    } catch {
      switch error {
      case .refused(let code, let words) where isAsked:
        return LibvirtInterior.answer(code, words)
      case .silent(let words) where isAsked: return .silent(words)
      case .refused, .silent: return .unknown(error.words)
      case .unavailable: return virsh(guest, until: deadline)
      }
    }
  }

  /// What an error means: virterror.h.
  static func answer(_ code: Int32, _ words: String) -> InteriorAnswer {
    switch code {
    // VIR_ERR_AGENT_UNRESPONSIVE, VIR_ERR_AGENT_UNSYNCED; VIR_ERR_OPERATION_TIMEOUT while an earlier question has no answer.
    case 86, 97, 68: .silent(words)
    // VIR_ERR_ARGUMENT_UNSUPPORTED: no channel is configured.
    case 74: .unequipped
    // VIR_ERR_NO_DOMAIN, VIR_ERR_OPERATION_INVALID: it does not run; VIR_ERR_NO_SUPPORT.
    case WireError.noDomain, 55, WireError.noSupport: .unknown(words)
    default: .answers
    }
  }

  /// virsh has words for all this, which are never matched: only its success is an answer.
  private func virsh(_ guest: Guest, until deadline: Instant) -> InteriorAnswer {
    do throws(Failure) {
      let answer = try driver.virsh(["domtime", "--domain", guest.name], until: deadline)
      return answer.succeeded ? .answers : .unknown(answer.complaint)
    } catch { return .unknown(error.sentence) }
  }

  func console(of guest: Guest, until deadline: Instant) throws(Failure) -> String? {
    try equipment(in: driver.description(of: guest, until: deadline)).console
  }

  func equipment(in definition: [UInt8]) throws(Failure) -> InteriorEquipment {
    let devices = try XMLElement(parsing: definition).first("devices")
    let consoles = (devices?.all("serial") ?? []) + (devices?.all("console") ?? [])
    return InteriorEquipment(
      hasAgent: devices?.all("channel").contains {
        $0.first("target")?["name"] == LibvirtInterior.channel
      } == true,
      console: consoles.compactMap {
        $0.first("log")?["file"] ?? ($0["type"] == "file" ? $0.first("source")?["path"] : nil)
      }.first)
  }
}
