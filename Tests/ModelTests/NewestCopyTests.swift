import Model
import Testing

@Suite struct NewestCopyTests {
  @Test(arguments: [
    NewestCopy(1, in: "/shared"), NewestCopy(1 << 40, in: "/a\tb\n", isLost: true),
  ])
  func theTextSaysIt(_ newest: NewestCopy) { #expect(NewestCopy(newest.text) == newest) }

  @Test(arguments: [
    "", "1", "1\t7", "2\t7\t/s", "1\t0\t/s", "1\t-1\t/s", "1\tx\t/s", "1\t7\t", "1\t7\t/s\tgone",
    "1\t7\t/s\tlost\t", "1\t9223372036854775807\t/s", "1\t7\t/s\\x",
  ])
  func whatIsNoSuchTextIsNone(_ text: String) { #expect(NewestCopy(text) == nil) }
}
