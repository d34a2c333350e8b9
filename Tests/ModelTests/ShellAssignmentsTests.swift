import Model
import Platform
import TestSupport
import Testing

@Suite(.ownThreads) struct ShellAssignmentsTests {
  private static func read(_ text: String) -> ShellAssignments {
    ShellAssignments(parsing: Array(text.utf8), name: "old")
  }

  /// What a line sets, as `A=1 B=2`.
  private static func shown(_ reading: ShellAssignments) -> String {
    reading.given.map { "\($0.name)=\($0.value)" }.joined(separator: "|")
  }

  static let good: [(String, String)] = [
    ("A=1", "A=1"), ("A=", "A="), ("A=''", "A="), ("A=1;B=2", "A=1|B=2"), ("A=1 B=2", "A=1|B=2"),
    ("A=1 # c", "A=1"), ("A=1#c", "A=1#c"), ("  A=1  ", "A=1"), ("A='a b'", "A=a b"),
    ("A=\"a b\"", "A=a b"), ("A=a\\ b", "A=a b"), ("A=a'b'\"c\"d", "A=abcd"),
    ("A='a\nb'", "A=a\nb"),
    ("A=\"a\\\nb\"", "A=ab"), ("A=a\\\nb", "A=ab"), ("A=\"\\$x\\`\\\\\\q\"", "A=$x`\\\\q"),
    ("A='$x'", "A=$x"), ("A=1\nB=$A-rs", "A=1|B=1-rs"), ("A=1\nB=${A}x", "A=1|B=1x"),
    ("A=1\nB=\"$A $A\"", "A=1|B=1 1"), ("A=1 B=$A", "A=1|B=1"), ("A='x y'\nB=$A", "A=x y|B=x y"),
    ("export A=1", "A=1"), ("export A=1 B=2", "A=1|B=2"), ("A=1; export A", "A=1"),
    ("typeset -x A=1", "A=1"), ("readonly A='x'", "A=x"), ("export A B", ""), ("A=a=b", "A=a=b"),
    ("A=*.x?[y]", "A=*.x?[y]"), ("A=a$", "A=a$"), ("A=\"a$\"", "A=a$"), ("A=a~b", "A=a~b"),
    ("A={x}", "A={x}"),
    ("# only\n\n\n", ""), ("", ""), ("A=1\nA=2", "A=1|A=2"), ("A=gr\u{fc}n", "A=gr\u{fc}n"),
    ("A=%x!y", "A=%x!y"),
    ("A=1 \\\nB=2", "A=1|B=2"),
  ]

  @Test(arguments: good)
  func anAssignmentIsRead(_ text: String, _ shown: String) {
    let reading = Self.read(text)
    #expect(reading.refused == [])
    #expect(Self.shown(reading) == shown)
  }

  @Test(arguments: ["/bin/ksh93", "/bin/dash", "/bin/bash"].filter(Files.isExecutable))
  func aShellReadsTheSame(_ shell: String) throws {
    let sandbox = try Sandbox()
    // typeset is no word of every shell.
    for (text, shown) in Self.good where shell != "/bin/dash" || !text.contains("typeset") {
      let script = "unset A B\n\(text)\nprintf '%s|%s' \"${A-}\" \"${B-}\"\n"
      let path = try sandbox.write("script", script)
      let result = try ChildProcess.run(Command(shell, [path]), until: Clock.now + .seconds(60))
      let reading = Self.read(text)
      let last = ["A", "B"].map { key in reading.given.last { $0.name == key }?.value ?? "" }
      #expect(result.text == last.joined(separator: "|"), "\(text) \(shown)")
    }
  }

  @Test(arguments: [
    ("X=`id`", "would run"), ("X=$(id)", "would run"), ("X=\"`id`\"", "would run"),
    ("X=\"$(id)\"", "would run"), ("X=$HOME", "$HOME is not set above"),
    ("X=\"$HOME/x\"", "not set above"),
    ("X=${A:-x}", "only ${NAME}"), ("X=$1", "depends on who"), ("X=$$", "depends on who"),
    ("X=$'a'", "depends on who"),
    ("X=~/x", "home"), ("X=/a:~/b", "home"), ("echo x", "'echo' is a command"),
    ("X=1 env", "'env' behind"),
    (". /etc/x", "'.' is a command"),
    ("X=a>b", "makes a command"), ("/bin/x", "'/bin/x' is a command"),
    ("X+=1", "'X+=1' is a command"), ("typeset -u X=a", "option"), ("typeset -i X=1", "option"),
    ("X[0]=1", "is a command"), ("1X=1", "is a command"), ("X =1", "'X' is a command"),
    ("(X=2)", "command"), ("X=${}", "only ${NAME}"), ("cd /x; X=1", "'cd' is a command"),
    ("X=1 Y=`id`", "would run"), ("X='a'`id`", "would run"),
    ("echo 'it\nis' X=1", "'echo' is a command"),
  ])
  func whatDoesMoreIsRefusedWithItsLineAndTheRestIsRead(_ line: String, _ cause: String) {
    let reading = Self.read("A=1\n\(line)\nB=2\n")
    #expect(Self.shown(reading) == "A=1|B=2")
    #expect(reading.refused.map(\.subject) == ["old:2"])
    #expect(reading.refused.first?.cause.contains(cause) == true, "\(reading.refused)")
  }

  @Test(arguments: [
    "if [ -f /x ]; then\n  B=2\nfi", "case $A in\n1) B=2;;\nesac", "f() {\n  B=2\n}",
    "function f {\n B=2\n}",
    "cat <<EOF\nB=2\nEOF", "echo $(\nB=2\n)", "exit 0", "return", "unset A", "[ -n \"$A\" ] && B=2",
    "X='a",
    "X=\"a", "X=`a", "X=1 && Z=2", "X=1|cat", "X=1&", "X=1&&", "X=${A", "{ B=2; }",
    "for B in 1 2; do :; done", "read B", "X=(\nB=2\n)",
    "exec x",
    "[[ -n $A ]]", "eval B=2",
  ])
  func behindWhatDecidesNothingIsRead(_ line: String) {
    let reading = Self.read("A=1\n\(line)\nB=3\n")
    #expect(Self.shown(reading) == "A=1")
    #expect((1...2).contains(reading.refused.count), "\(reading.refused)")
    #expect(reading.refused.allSatisfy { $0.subject == "old:2" })
  }

  @Test func aKeyThatARefusedLineSetsIsNotKnownAnyMore() {
    let reading = Self.read("A=1\nA=`id`\nB=$A\nC=2\n")
    #expect(Self.shown(reading) == "C=2")
    #expect(reading.refused.map(\.subject) == ["old:2", "old:3"])
  }

  @Test func filesFromElsewhereAreReadOrRefused() {
    let windows = ShellAssignments(
      parsing: [0xEF, 0xBB, 0xBF] + Array("A=1\r\nB='2'\r\n".utf8), name: "old")
    #expect(Self.shown(windows) == "A=1|B=2")
    #expect(windows.remarks.count == 2)
    let latin1 = ShellAssignments(
      parsing: Array("A=1\n# Z".utf8) + [0xFC, 0x0A] + Array("B=f".utf8) + [0xFC], name: "old")
    #expect(Self.shown(latin1) == "A=1|B=f\u{fc}")
    #expect(latin1.remarks == ["it is not UTF-8 and is read as ISO-8859-1"])
    for (bytes, line) in [(Array("A=1\nB=\0".utf8), 2), ([0xFF, 0xFE, 0x41, 0], 1)] {
      let reading = ShellAssignments(parsing: bytes, name: "old")
      #expect(Self.shown(reading) == "")
      #expect(reading.refused.map(\.subject) == ["old:\(line)"])
    }
    let huge = ShellAssignments(parsing: [UInt8](repeating: 0x41, count: 100 << 20), name: "old")
    #expect(huge.refused.count == 1)
  }

  @Test func valuesThatDoubleAreBounded() {
    let lines = ["A=0123456789"] + Array(repeating: "A=$A$A", count: 40)
    let reading = Self.read(lines.joined(separator: "\n"))
    #expect(reading.refused.count > 20)
    #expect(reading.given.allSatisfy { $0.value.utf8.count <= 1 << 16 })
    let many = Self.read(
      "A=" + String(repeating: "x", count: 60_000) + "\n"
        + String(repeating: "B=$A\n", count: 10_000))
    #expect(many.refused.count == 100)
    #expect(many.given.count < 100)
  }

  @Test func tenThousandKeysAreRead() {
    let reading = Self.read((0..<10_000).map { "K\($0)=v\n" }.joined())
    #expect(reading.given.count == 10_000)
    #expect(reading.given.last?.place == "old:10000")
  }

  @Test func aDamagedFileIsReadOrRefused() {
    var dice = Dice(seed: 32)
    let whole = Array(
      "# c\nN=web\nRS=$N-rs # x\nexport RG=\"${N}-rg\"\nA='b c' D=\\$e\nif x; then\nfi\nF=`id`\n"
        .utf8)
    var clean = 0
    for _ in 0..<Dice.rounds(oneIn: 2) {
      let reading = ShellAssignments(parsing: dice.mutate(whole), name: "f")
      #expect(reading.refused.allSatisfy { $0.code == .notAnAssignment })
      #expect(reading.given.count <= 40)
      clean += reading.given.count == 5 ? 1 : 0
    }
    #expect((1..<Dice.rounds(oneIn: 2)).contains(clean))
  }
}
