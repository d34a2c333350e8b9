/// What a guest is beyond its definition: values that the definition leaves open, and that the toolstack, or we, have filled in.
///
/// libvirt makes up another UUID, another address on the network and another place on the bus whenever it is told a definition without
/// them; xl does at each start. What a guest ran with is state (house rule 14), which every node has to know
/// (`SharedFact.particulars`): on the next node it is to be the same machine.
public struct Particulars: Equatable, Sendable {
  /// A device of which something was filled in.
  public struct Device: Equatable, Sendable {
    /// What it is: `interface`, `disk`; `domain` is the machine itself.
    public var kind: String
    /// By what it is told from the others of its kind: what the definition says of it.
    public var key: String
    /// Its hardware address on the network; empty where the definition has it, or there is none.
    public var mac: String
    /// Its place on the bus, and of a domain its host ID, as the toolstack writes it; empty where the definition has it, or there is
    /// none.
    public var address: String

    public init(_ kind: String, _ key: String, mac: String = "", address: String = "") {
      (self.kind, self.key, self.mac, self.address) = (kind, key, mac, address)
    }
  }

  /// A machine type that the definition names by an alias, or not at all, and what it stood for.
  public struct Machine: Equatable, Sendable {
    public var alias: String
    public var name: String

    public init(alias: String, name: String) { (self.alias, self.name) = (alias, name) }
  }

  /// Its UUID; empty where the definition has one.
  public var uuid: String
  public var machine: Machine?
  public var devices: [Device]

  public init(uuid: String = "", machine: Machine? = nil, devices: [Device] = []) {
    (self.uuid, self.machine, self.devices) = (uuid, machine, devices)
  }

  /// Whether nothing was left open.
  public var isEmpty: Bool { self == Particulars() }

  // MARK: Which device is which

  /// What is known of each of these devices, in their order; nil for one of which nothing is.
  ///
  /// A device is the one of the same kind and key, the first of several the first. What is left over then, of a kind of which as many
  /// are left on both sides, is the same in order: an interface that was put on another bridge is still that interface.
  public func known(of wanted: [(kind: String, key: String)]) -> [Device?] {
    var rest = devices
    var result: [Device?] = wanted.map { device in
      let place = rest.firstIndex { $0.kind == device.kind && $0.key == device.key }
      return place.map { rest.remove(at: $0) }
    }
    for kind in Set(rest.map(\.kind)) {
      let open = wanted.indices.filter { result[$0] == nil && wanted[$0].kind == kind }
      let left = rest.filter { $0.kind == kind }
      if open.count == left.count {
        for (index, device) in zip(open, left) { result[index] = device }
      }
    }
    return result
  }

  // MARK: What is made of the UUID

  /// A hardware address that every node makes of a guest's UUID for the interface of this number, from 0.
  ///
  /// - Parameters:
  ///   - vendor: the first three bytes, as text: `52:54:00`.
  ///   - taken: addresses that it must not be, in lower case.
  public static func mac(
    of uuid: String, interface number: Int, vendor: String, taken: Set<String>
  ) -> String {
    var turn = 0
    while true {
      let digits = MD5.digest(Array("\(uuid) \(number) \(turn)".utf8)).prefix(3).map { byte in
        let digits = String(byte, radix: 16)
        return digits.utf8.count == 1 ? "0" + digits : digits
      }
      let address = ([vendor] + digits).joined(separator: ":")
      if !taken.contains(address) { return address }
      turn += 1
    }
  }
}

// MARK: The text

extension Particulars {
  /// As one text: a line for the guest, and one for each device.
  public var text: String {
    let head = ["1", uuid] + (machine.map { [$0.alias, $0.name] } ?? [])
    let lines = devices.map { TabbedLine.join([$0.kind, $0.key, $0.mac, $0.address]) }
    return ([TabbedLine.join(head)] + lines).joined(separator: "\n")
  }

  /// What a text says; nil for one that is not such a text.
  public init?(_ text: String) {
    let lines = text.split(separator: "\n").map { TabbedLine.split(String($0)) ?? [] }
    guard let head = lines.first, head.count == 2 || head.count == 4, head[0] == "1",
      lines.dropFirst().allSatisfy({ $0.count == 4 })
    else { return nil }
    self.init(
      uuid: head[1],
      machine: head.count == 4 ? Machine(alias: head[2], name: head[3]) : nil,
      devices: lines.dropFirst().map { Device($0[0], $0[1], mac: $0[2], address: $0[3]) })
  }
}
