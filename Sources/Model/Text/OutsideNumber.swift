extension FixedWidthInteger {
  /// The whole number that a text from outside is: of the environment, a file, a tool or a caller; nil when it is none.
  ///
  /// One beyond `range` is none either. Without a range it is brought to the nearest that anything here can count, which is
  /// 2^40, or 34 000 years in seconds: it may be multiplied by a thousand and by a hundred without an overflow, which would
  /// end the program.
  public init?(outside text: some StringProtocol, in range: ClosedRange<Self>? = nil) {
    guard let number = Self(text) else { return nil }
    if let range {
      guard range.contains(number) else { return nil }
      self = number
    } else {
      let most = Self(clamping: 1 << 40)
      let least = Self(clamping: -(1 << 40))
      self = number > most ? most : number < least ? least : number
    }
  }
}
