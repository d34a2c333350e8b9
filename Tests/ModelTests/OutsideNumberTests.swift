import Model
import TestSupport
import Testing

/// What becomes of numbers that nobody here wrote.
@Suite struct OutsideNumberTests {
  @Test(arguments: [
    ("0", 0), ("-7", -7), ("60", 60), ("1099511627776", 1 << 40), ("1099511627777", 1 << 40),
    ("9223372036854775807", 1 << 40), ("-9223372036854775808", -1 << 40),
    ("9223372036854775808", nil), ("", nil), ("5m", nil), (" 5", nil), ("0x10", nil), ("1e3", nil),
  ])
  func aNumberIsBounded(text: String, number: Int?) {
    #expect(Int(outside: text) == number)
  }

  @Test func aRangeIsKeptTo() {
    #expect(Int(outside: "65535", in: 1...65_535) == 65_535)
    #expect(Int(outside: "65536", in: 1...65_535) == nil)
    #expect(Int32(outside: "2147483647") == .max)
    #expect(UInt64(outside: "18446744073709551615") == 1 << 40)
    #expect(UInt64(outside: "-1") == nil)
  }

  /// The longest time that can be counted has all its shares.
  @Test(arguments: [0, 2, 60, 98, 100])
  func aBudgetOfAnyLengthHasItsShares(percent: Int) {
    let longest = Duration.seconds(Int64.max)
    let budget = Budget(start: Instant(.zero), total: longest)
    #expect(budget.mark(percent: percent) <= Instant(longest))
    let short = Budget(start: Instant(.zero), total: .milliseconds(1_999))
    #expect(short.mark(percent: percent) == Instant(.milliseconds(1_999 * percent / 100)))
  }

  /// Arithmetic on a number that was read some other way would end the program by a trap.
  @Test func everyNumberOutOfATextIsReadByOneFunction() throws {
    let type = #/U?Int(?:16|32|64)?\((?!outside|clamping|exactly)/#
    for file in try SourceTree.files(below: "Sources") where file.path.hasSuffix(".swift") {
      for line in file.text.split(separator: "\n") where line.contains(type) {
        let isReading = line.contains(
          #/flatMap(?:\(\{| \{) U?Int(?:16|32|64)?\(\$|Int(?:16|32|64)?\([^o)][^)]*\)+ (?:\?\?|else)|(?:guard|if|,) let \w+ = U?Int(?:16|32|64)?\([^o]/#
        )
        #expect(!isReading, "\(file.path): \(line)")
      }
    }
  }
}
