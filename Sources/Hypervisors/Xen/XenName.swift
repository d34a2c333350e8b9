internal import Model

/// What a guest's name may be where xl and xm are concerned, and what they make of it while it moves.
enum XenName {
  /// Why no guest under our care may have this name; nil when it may.
  static func fault(_ name: String) -> String? {
    if name.isEmpty { return "it is empty" }
    if name.utf8.allSatisfy({ (48...57).contains($0) }) {
      return "'\(name)' would be taken for the number of a domain"
    }
    if name == "Domain-0" || name == "(null)" {
      return "'\(name)' is what the machine's own domain or one without a name is called"
    }
    if name.first == "-" { return "'\(name)' would be taken for an option" }
    if name != name.trimmed { return "it begins or ends with a blank" }
    if plain(name) != nil { return "'\(name)' is what a guest on the move is called" }
    // Of ours, `ENCODED.cfg` and `ENCODED.log`; of xl's own, `xl-NAME--incoming.log`.
    if encoded(name).utf8.count > 250 || name.utf8.count > 238 {
      return "'\(name)' is too long to be part of the name of a file"
    }
    return nil
  }

  /// What xl puts behind the name of the copy that arrives.
  static let incoming = "--incoming"

  /// What a domain of this name on the move is: nil for one that is at home.
  ///
  /// xl calls the copy that arrives `NAME--incoming` and, once the other side may start it, the one that leaves
  /// `NAME--migratedaway`; xend calls the one that leaves `migrating-NAME` (Toolstacks, Names on the move).
  static func plain(_ name: String) -> (name: String, state: GuestState)? {
    for (suffix, state) in [(incoming, GuestState.movingIn), ("--migratedaway", .movingOut)]
    where name.hasSuffix(suffix) {
      return (String(name.dropLast(suffix.count)), state)
    }
    let prefix = "migrating-"
    return name.hasPrefix(prefix) ? (String(name.dropFirst(prefix.count)), .movingOut) : nil
  }

  /// The name in letters that a file's name and a xenstore path may have, different for different names.
  ///
  /// A path of xenstore has letters, digits and `-/_@` only: xenstore-paths of the Xen documentation. A real oxenstored refuses
  /// one with a blank.
  static func encoded(_ name: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    for byte in name.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"): result.append(byte)
      default: result += [UInt8(ascii: "_"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
