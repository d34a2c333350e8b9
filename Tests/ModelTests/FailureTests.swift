import Model
import Testing

/// What a failure says, and what it must not.
@Suite struct FailureTests {
  @Test func aRemedyNamesWhatIsKnown() {
    let failure = Failure(.nodeAway, "web-rs", cause: "node1 is in standby")
    #expect(failure.remedy == Failure.Code.nodeAway.remedy)
    #expect(failure.naming(["NODE": "node1"]).remedy.contains("--node node1 "))
    // The first that says it knows best, and a word within a word is none.
    let named = Failure(.stillOnline, "web-rs").naming(["RS": "web-rs"]).naming(["RS": "other"])
    #expect(named.remedy.contains("ha-xvm@web-rs,"))
    #expect(named.description.hasSuffix(named.remedy))
    let code = Failure.Code(1, "x", explanation: "x", remedy: "RS, RSS, RS_X, 'RS' éRS RS")
    #expect(Failure(code).naming(["RS": "r"]).remedy == "r, RSS, RS_X, 'r' éRS r")
  }
}
