import Model
import TestSupport
import Testing

@testable import Hypervisors

/// Configuration files of domains, as xl and as xm take them.
@Suite struct XenDefinitionTests {
  @Test(
    arguments: [
      ("memory = 96\nvcpus = 2", 2, 96), ("memory = \"96\"\nmaxmem = 192", 1, 192),
      ("maxvcpus = 4\nvcpus = 2\n", 4, nil), ("memory = [ 1 ]", 1, nil),
    ] as [(String, Int, Int?)])
  func aGuestTakes(_ text: String, _ processors: Int, _ mebibytes: Int?) throws {
    let found = try XenDefinition.read(Array("name = \"web\"\n\(text)\n".utf8), for: .xl)
    #expect((found.processors, found.mebibytes) == (processors, mebibytes))
  }

  /// A file, the name that it gives by xl's grammar, and what the refusal says where there is none.
  @Test(
    arguments: [
      (#"name = "web""#, "web", ""), ("name='web'\n", "web", ""),
      ("# name = \"no\"\nname=\"web\"", "web", ""),
      ("memory = 96; name = \"web\"; vcpus = 1\n", "web", ""),
      ("name = \"two words\" # is it", "two words", ""),
      (#"name = "a # b""#, "a # b", ""), (#"name = "it\"s""#, #"it"s"#, ""),
      (#"name = 'it"s'"#, #"it"s"#, ""), (#"name = "it\'s""#, "it's", ""),
      (
        "disk = [ 'phy:/dev/vg/x,xvda,w',\n  # the swap\n  'name = \"no\"' ]\nname = \"web\"\n",
        "web", ""
      ),
      ("firmware_name = \"no\"\nname = \"web\"", "web", ""),
      ("name = \"l\u{e4}ufer\"", "l\u{e4}ufer", ""),
      // Of two values the last one counts, and += adds to it.
      ("name = \"a\"\nname = \"b\"", "b", ""), ("name = \"a\"\nname += \"b\"\n", "ab", ""),
      ("name += \"web\"", "web", ""),
      ("vif = ['a']\nvif += ['b']\nname = \"web\"", "web", ""),
      ("name = \"web\"\nvif = ['a']\nvif += 'b'", nil, "line 3: 'vif +='"),
      // Lists: nested, empty, over lines, with a comma behind the last.
      ("usbdev = []\nx = [\n]\npci = [ ['a', 1], [], 0x1f, ]\nname = \"web\"", "web", ""),
      ("numa.vnode = [ [ \"pnode=0\", \"size=64\" ] ]\nname = \"web\"", "web", ""),
      ("name = \"web\"\nvif = ['a' 'b']", nil, "line 2: a comma"),
      ("name = \"web\"\ndisk = [\n'x'\n\n", nil, "line 2: the list is not closed"),
      ("name = \"web\"\ndisk = ]\n", nil, "line 2"),
      ("\n;;\n \t name\t=\t'web' ;\n;", "web", ""),
      ("kernel = \"x\" \n\n\nname = 'web'", "web", ""),
      ("name = 12", "12", ""),
      ("", nil, "names no domain"), ("memory = 96", nil, "names no domain"),
      ("name = web", nil, "line 1: a value is"), ("name =", nil, "line 1: a value is"),
      ("memory = 1\nname = \"web", nil, "line 2: the quote"),
      ("name = \"a\" \"b\"", nil, "line 1: there is more"),
      ("name = [ \"web\" ]", nil, "line 1: its name is not a text"),
      ("web", nil, "line 1: there is no 'key = value'"),
      ("name = \"web\"\nrubbish\n", nil, "line 2: there is no"),
      ("name = \"web\\x41\"", nil, "line 1: its name is no plain text"),
      ("name = \"web\"\nextra = \"\\q\"", nil, "line 2: '\\q' is no escape"),
      ("name = \"web\"\r\nmemory = 1\r\n", nil, "line 1: the line ends with CR LF"),
      ("\u{FEFF}name = \"web\"", nil, "line 1: it begins with a byte order mark"),
      ("name = \"web\"\ndevice-model = 'x'", nil, "line 2: a key has no '-' in it"),
      ("name = \"web\"\ndisk = ['a',\\\n'b']", nil, "line 2: a backslash continues"),
      // Programs for xm.
      ("import os\nname = \"web\"", nil, "line 1: 'import os' is Python"),
      ("name = \"web\"\n\narch = os.uname()[4]\n", nil, "line 3: 'arch = os.uname()[4]' is Python"),
      ("name = \"a\" + \"b\"", nil, "line 1: 'name = \"a\" + \"b\"' is Python"),
      ("name = \"vm%d\" % vmid", nil, "is Python"), ("NAME = \"web\"", nil, "is Python"),
      ("if vmid:\n  name = \"web\"", nil, "line 1: 'if vmid:' is Python"),
      // The other format of a guest of Xen.
      ("<domain type='xen'><name>web</name></domain>", nil, "domxml-to-native xen-xl"),
    ] as [(String, String?, String)])
  func aConfigurationOfXLNames(_ text: String, _ name: String?, _ refusal: String) {
    do throws(Failure) {
      let found = try XenDefinition.read(Array(text.utf8), for: .xl)
      #expect(found.name == name)
    } catch {
      #expect(name == nil)
      #expect(error.code == .badDefinition)
      #expect("\(error.subject): \(error.cause)".contains(refusal), "\(error.sentence)")
      #expect(!refusal.isEmpty)
    }
  }

  /// What xm would run is not run: the name has to stand there, and nothing else may set it.
  @Test(
    arguments: [
      ("name = \"web\"\r\nmemory = 1\r\n", "web"), ("import os\nname = \"web\"", "web"),
      (
        "arch = os.uname()[4]\nif arch:\n  kernel = 'x'\nelse:\n  kernel = 'y'\nname = 'web'", "web"
      ),
      (
        "vif = [ '%s' % x for x in\n [1, 2] ]\nname = 'web'\nKERNEL = \"\"\"a\nname = 'no'\n\"\"\"",
        "web"
      ),
      ("name = \"a\"\nif x:\n  name = \"b\"", nil), ("name = \"a\" + \"b\"", nil),
      ("name = 'vm%d' % vmid", nil), ("name = 'a'\nname += suffix", nil),
      ("def f(name): pass\nname = 'a'", nil), ("  name = 'a'", nil), ("name = \"\"\"a\"\"\"", nil),
    ] as [(String, String?)])
  func aConfigurationOfXMNames(_ text: String, _ name: String?) {
    #expect((try? XenDefinition.read(Array(text.utf8), for: .xm))?.name == name)
  }

  /// Comments and texts of others are in Latin-1; a name has to be UTF-8, as the property Domain_name is.
  @Test func bytesOfLatin1AreTakenInCommentsAndTexts() throws {
    let before: [UInt8] = Array(
      "# Z\u{fc}rich\nextra = \"f\u{fc}r\"\n".unicodeScalars.map { UInt8($0.value) })
    #expect(throws: Never.self) {
      try XenDefinition(parsing: before + Array("name = 'web'".utf8))
    }
    let failure = #expect(throws: Failure.self) {
      try XenDefinition(parsing: Array("name = '".utf8) + [0xFC] + Array("'".utf8))
    }
    #expect(failure?.cause == "its name is no plain text in UTF-8")
    #expect(throws: Failure.self) { try XenDefinition(parsing: [0x6E, 0xFF, 0x3D]) }
  }

  @Test(
    arguments: [
      ("5F0C7A52-0000-4000-8000-000000000001", "5f0c7a52-0000-4000-8000-000000000001"),
      ("5f0c7a520000-4000-8000-000000000001", nil), ("5f0c7a52000040008000000000000001", nil),
      ("{5f0c7a52-0000-4000-8000-000000000001}", nil), ("x", nil),
    ] as [(String, String?)])
  func aUUIDHasTheFormThatXLTakes(_ text: String, _ uuid: String?) {
    let file = Array("name = 'web'\nuuid = '\(text)'\n".utf8)
    #expect((try? XenDefinition.read(file, for: .xl))?.uuid == uuid)
  }
}
