import Model
import Platform
import TestSupport
import Testing

@testable import Applets

@Suite(.ownThreads) struct EmitManualTests {
  @Test func kindsAreSortedAndDescribed() {
    let names = EmitKind.all.map(\.name)
    #expect(names == names.sorted())
    #expect(Set(names).count == names.count)
    #expect(names.contains("man"))
    for kind in EmitKind.all { #expect(!kind.summary.isEmpty && !kind.summary.hasSuffix(".")) }
  }

  @Test func aPageGoesToStandardOutputOrReplacesAFile() throws {
    let sandbox = try Sandbox()
    let shown = try sandbox.run("xvm_emit", ["man", "OHAC.xvm"])
    #expect(shown.ending == .exited(0))
    #expect(shown.text.contains("\n.Dt OHAC.XVM 7\n"))
    let path = try sandbox.write("page", "what was there before", mode: 0o600)
    let written = try sandbox.run("xvm_emit", ["-o", path, "man", "OHAC.xvm(7)"])
    #expect(written.ending == .exited(0))
    #expect(written.text == "")
    #expect(try sandbox.text("page") == shown.text)
    #expect(Files.information(path)?.mode == 0o644)
    #expect(try Files.list(sandbox.root) == ["page"], "nothing is left beside it")
  }

  @Test func allPagesGoToADirectory() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.run("xvm_emit", ["man", "--directory", "\(sandbox.root)/a/man"])
    #expect(result.ending == .exited(0))
    let list = try sandbox.run("xvm_emit", ["man"]).text
    let files = list.matches(of: #/(?m)^  (\S+)\((\d)\) /#).map { "\($0.1).\($0.2)" }
    #expect(files.contains("gds.7") && files.contains("gds.8"))
    #expect(try Files.list("\(sandbox.root)/a/man").sorted() == files.sorted())
  }

  @Test(arguments: [
    ("gds", "GDS 8"), ("gds.7", "GDS 7"), ("gds(7)", "GDS 7"), ("xvm", "OHAC.XVM 7"),
    ("ha-xvm_ccr", "HA-XVM_CCR 5"),
  ])
  func aPageIsFoundByItsNameWithOrWithoutASection(_ word: String, _ title: String) throws {
    let result = try Sandbox().run("xvm_emit", ["man", word])
    #expect(result.text.contains("\n.Dt \(title)\n"))
  }

  @Test(arguments: [
    (["mann"], "did you mean man?"), (["man", "probe_xvn"], "did you mean probe_xvm?"),
    (["man", "gds.9"], "no page"), (["man", "a", "b"], "one PAGE"), ([], "KIND is missing"),
    (["-d", "/tmp", "man", "gds"], "use -o FILE, not -d"),
    (["-o", "/tmp/x", "-d", "/tmp", "man"], "and not -o"),
  ])
  func aWrongCallIsExplained(_ words: [String], _ reason: String) throws {
    let result = try Sandbox().run("xvm_emit", words)
    #expect(result.ending == .exited(2))
    #expect(result.text == "")
    #expect(result.errorText.contains(reason))
  }

  @Test func aFileThatCannotBeWrittenIsNamed() throws {
    let sandbox = try Sandbox()
    try sandbox.write("file", "")
    for (words, code) in [
      (["-o", "\(sandbox.root)/no/page", "man", "gds"], "[100207]"),
      (["-d", "\(sandbox.root)/file/d", "man"], "[100202]"),
    ] {
      let result = try sandbox.run("xvm_emit", words)
      #expect(result.ending == .exited(1))
      #expect(result.errorText.contains("\(sandbox.root)/"))
      #expect(result.errorText.contains(code), "\(result.errorText)")
    }
  }
}
