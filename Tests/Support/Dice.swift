internal import Platform

/// A generator whose numbers are the same in every run, so that a failing input can be made again: SplitMix64.
public struct Dice: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator whose sequence `seed` decides.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// How many inputs a test tries: HA_XVM_FUZZ, else as many as a debug build tries in a few seconds.
  public static var rounds: Int { Environment["HA_XVM_FUZZ"].flatMap { Int($0) } ?? 10_000 }

  /// For slow readers: one in `part` of them, unless HA_XVM_FUZZ asks for so many.
  public static func rounds(oneIn part: Int) -> Int {
    Environment["HA_XVM_FUZZ"] == nil ? rounds / part : rounds
  }

  /// A damaged copy: bytes changed, cut out, put in or repeated at a few places.
  public mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
    var copy = bytes
    for _ in 0..<Int.random(in: 1...4, using: &self) {
      let place = Int.random(in: 0...copy.count, using: &self)
      let end = min(copy.count, place + Int.random(in: 0...12, using: &self))
      switch Int.random(in: 0..<6, using: &self) {
      case 0: if place < copy.count { copy[place] = UInt8.random(in: 0...255, using: &self) }
      case 1: copy.removeSubrange(place..<end)
      case 2: copy.insert(contentsOf: copy[place..<end], at: place)
      case 3:
        let special = Array("<>&\"'/=![]-?;#\\\t\n\r \0".utf8)
        copy.insert(special.randomElement(using: &self) ?? 0, at: place)
      case 4: copy.removeSubrange(place...)
      default: if place < copy.count { copy[place] ^= 1 << UInt8.random(in: 0...7, using: &self) }
      }
    }
    return copy
  }
}
