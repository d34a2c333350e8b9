import Model
import Testing

@Suite struct ParameterFileTests {
  private static func parse(_ bytes: [UInt8]) -> ([PropertyValues.Given], [Failure]) {
    var problems: [Failure] = []
    let found = ParameterFile.parse(bytes, name: "web.conf", problems: &problems)
    return (found, problems)
  }

  @Test(arguments: [
    ("A=b", "b"), ("A=", ""), ("A=   ", ""), ("A=b  \t", "b"), ("  A=b", "b"), ("A=b # c", "b"),
    ("A=b#c", "b#c"), ("A=#c", "#c"), ("A= # c", ""), ("A='b c'", "b c"),
    ("A='b # c' # d", "b # c"),
    ("A=''", ""), ("A=\"\"", ""), ("A=\"b c\"", "b c"), ("A='$x `y` \\'", "$x `y` \\"),
    ("A=\"a\\\"b\\\\c\\$d\\`e\\f\"", "a\"b\\c$d`e\\f"), ("A=a=b", "a=b"),
    ("A='it=\"q\"'", "it=\"q\""),
    ("A=qemu+ssh://h/system?x=1,y", "qemu+ssh://h/system?x=1,y"), ("A=gr\u{fc}n", "gr\u{fc}n"),
    ("A='tab\there'", "tab\there"), ("A=/a/*.xml", "/a/*.xml"),
  ])
  func aLineGivesItsValue(_ line: String, _ value: String) {
    let (found, problems) = Self.parse(Array("# first\n\n\(line)\n".utf8))
    #expect(problems == [])
    #expect(found == [PropertyValues.Given("A", value, place: "web.conf:3")])
  }

  @Test(arguments: [
    ("Domain_name", "no '='"), ("export A=b", "export"), ("typeset A=b", "typeset"),
    ("A =b", "blanks beside"), ("A= b", "blanks beside"), ("A = b", "blanks beside"),
    ("A=b c", "in quotes"), ("A='b", "not closed"), ("A=\"b", "not closed"),
    ("A=\"b\\\"", "not closed"), ("A='b'c", "more after"), ("A='b' c", "more after"),
    ("A=\"$HOME\"", "expand '$'"), ("A=\"`id`\"", "expand '`'"), ("A=$HOME", "special"),
    ("A=`id`", "special"), ("A=a\\ b", "special"), ("A=a;b", "special"), ("A=a|b", "special"),
    ("A=a&b", "special"), ("A=(a)", "special"), ("A=a'b'", "special"), ("A=~/x", "special"),
    ("1A=b", "no name"), ("A-B=b", "no name"), ("=b", "no name"), ("A\u{fc}=b", "no name"),
    ("A+=b", "no name"), ("A=b\u{0}", "NUL"), ("A=b\u{1B}", "control"), ("A=b\rc", "control"),
    ("A='\u{7F}'", "control"),
  ])
  func aLineThatAShellWouldReadOtherwiseIsRefused(_ line: String, _ cause: String) {
    let (found, problems) = Self.parse(Array("X=1\n\(line)\nY=2\n".utf8))
    #expect(found.map(\.name) == ["X", "Y"])
    #expect(problems.map(\.subject) == ["web.conf:2"])
    #expect(problems.map(\.code) == [.malformed])
    #expect(problems.first?.cause.contains(cause) == true, "\(problems)")
  }

  @Test func aFileFromAnotherSystemIsReportedOnceAndReadOn() {
    let (found, problems) = Self.parse([0xEF, 0xBB, 0xBF] + Array("A=b\r\nC='d'\r\n".utf8))
    #expect(found.map { "\($0.name)=\($0.value)" } == ["A=b", "C=d"])
    #expect(problems.map(\.subject) == ["web.conf:1", "web.conf:1"])
    #expect(problems.map(\.cause).joined().contains("byte order mark"))
    #expect(problems.map(\.cause).joined().contains("CR LF"))
  }

  @Test func bytesThatAreNotUTF8AreNamed() {
    let (found, problems) = Self.parse(Array("A=b\nC=".utf8) + [0xFF, 0x0A])
    #expect(found.map(\.name) == ["A"])
    #expect(problems.map(\.subject) == ["web.conf:2"])
  }

  /// What a shell passes over, whatever its encoding.
  @Test func aCommentMayHoldAnything() {
    let (found, problems) = Self.parse(
      Array("# Z".utf8) + [0xFC, 0x1B, 0x0A] + Array("\t #\u{7F}\nA=b\n".utf8))
    #expect(found.map(\.name) == ["A"])
    #expect(problems == [])
    #expect(Self.parse(Array("#\0\n".utf8)).1.map(\.subject) == ["web.conf:1"])
  }

  /// One problem, with the command that helps.
  @Test func aFileInUTF16IsNamed() {
    let (found, problems) = Self.parse(
      [0xFF, 0xFE] + "A=b\nC=d\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    #expect(found == [])
    #expect(problems.map(\.subject) == ["web.conf:1"])
    #expect(problems.first?.cause.contains("iconv -f UTF-16") == true)
  }

  @Test func aLastLineNeedsNoNewlineAndAKeyMayComeTwice() {
    let (found, problems) = Self.parse(Array("A=1\nA=2".utf8))
    #expect(found.map(\.value) == ["1", "2"])
    #expect(problems == [])
    #expect(Self.parse([]).0 == [])
  }

  @Test func sizeAndProblemsAreBounded() {
    let (found, problems) = Self.parse([UInt8](repeating: 0x41, count: (1 << 20) + 1))
    #expect(found == [])
    #expect(problems.map(\.code) == [.malformed])
    let many = Self.parse(Array(String(repeating: "x\n", count: 5_000).utf8)).1
    #expect(many.count == 100)
  }
}
