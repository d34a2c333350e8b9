import Model
import Testing

/// What a failure says, and what it must not.
@Suite struct FailureTests {
  @Test(arguments: [
    ("qemu+tcp://root:secret@host/system", "qemu+tcp://root:***@host/system"),
    (
      "no answer from 'xen://a:b:c@h' and http://u%3Ap@h/x, twice",
      "no answer from 'xen://a:***@h' and http://u%3A***@h/x, twice"
    ),
    ("x://u:p@q@h", "x://u:***@h"), ("x://u:@h", "x://u:***@h"),
    (
      "qemu+ssh://root@host:22/system?socket=/a:b@c", "qemu+ssh://root@host:22/system?socket=/a:b@c"
    ),
    ("qemu+tls://host:16514/system", "qemu+tls://host:16514/system"),
    ("a:b@c", "a:b@c"), ("://", "://"), ("://:@", "://:***@"), ("", ""),
    ("ü://u:p@h ü", "ü://u:***@h ü"),
  ])
  func passwordsAreCovered(_ text: String, _ shown: String) {
    #expect(URIPassword.masked(text) == shown)
    #expect(URIPassword.masked(shown) == shown)
    #expect(URIPassword.isIn(text) == (text != shown))
    let failure = Failure(.unreadable, text, cause: text)
    #expect(failure.subject == shown && failure.cause == shown)
  }

  @Test func aRemedyNamesWhatIsKnown() {
    let failure = Failure(.nodeAway, "web-rs", cause: "node1 is in standby")
    #expect(failure.remedy == Failure.Code.nodeAway.remedy)
    #expect(failure.naming(["NODE": "node1"]).remedy.contains("--node node1 "))
    // The first that says it knows best, and a word within a word is none.
    let named = Failure(.stillOnline, "web-rs").naming(["RESOURCE": "web-rs"]).naming(
      ["RESOURCE": "other"])
    #expect(named.remedy.contains("ha-xvm@web-rs,"))
    #expect(named.description.hasSuffix(named.remedy))
    let code = Failure.Code(1, "x", explanation: "x", remedy: "RS, RSS, RS_X, 'RS' éRS RS")
    #expect(Failure(code).naming(["RS": "r"]).remedy == "r, RSS, RS_X, 'r' éRS r")
  }
}
