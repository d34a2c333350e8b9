import Testing

@testable import Model

/// What is kept in a cluster's information base, as values.
@Suite struct ClusterBaseTests {
  /// RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ]) func base64IsThatOfTheStandard(_ text: String, _ letters: String) {
    #expect(Base64.encoded(Array(text.utf8)) == letters)
    #expect(Base64.decoded(letters) == Array(text.utf8))
  }

  @Test func everyByteComesBack() {
    for length in 0..<300 {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
      #expect(Base64.decoded(Base64.encoded(bytes)) == bytes)
    }
  }

  @Test(arguments: ["Z", "Zg", "Zg=", "Zg===", "Z===", "Zg==Zg==", "Zh==", "Zm9=", "Zm 9", "Z!=="])
  func whatIsNotBase64IsNotRead(_ text: String) {
    #expect(Base64.decoded(text) == nil)
  }

  @Test func anElementIsWrittenAsItIsRead() throws {
    let element = XMLElement(
      "a", ["id": "x", "b": "1 < 2 & \"3\"\n\tä", "c": ""],
      [XMLElement("d", [:], [XMLElement("e")])])
    #expect(try XMLElement(parsing: Array(element.text.utf8)) == element)
    #expect(try XMLElement(parsing: Array(element.line.utf8)) == element)
    #expect(
      element.line
        == "<a id=\"x\" b=\"1 &lt; 2 &amp; &quot;3&quot;&#10;&#9;ä\" c=\"\"><d><e/></d></a>")
    #expect(element.everywhere("e").count == 1)
  }

  private static let base = try? InformationBase(
    parsing: Array(
      """
      <cib><configuration><crm_config><cluster_property_set id="mine"><nvpair id="1" name="x" value="mine"/>
      </cluster_property_set><cluster_property_set id="cib-bootstrap-options"><nvpair id="2" name="x" value="first"/>
      </cluster_property_set></crm_config><nodes><node id="1" uname="n1"><utilization id="u">
      <nvpair id="3" name="memory" value="4"/></utilization></node></nodes><resources><group id="g">
      <primitive id="p" class="ocf" provider="ohac" type="xvm"/></group><clone id="c">
      <primitive id="q" class="ocf" provider="pacemaker" type="Dummy"/></clone></resources><constraints>
      <rsc_order id="o" first="p" then="q"/></constraints><tags><tag id="t"><obj_ref id="p"/></tag></tags>
      </configuration><status/></cib>
      """.utf8))

  @Test func aBaseIsFoundInWhatTheToolSays() throws {
    let base = try #require(Self.base)
    #expect(base.property("x") == "first" && base.property("y") == nil)
    #expect(["g", "p", "c", "q"].allSatisfy(base.holds) && !base.holds("t"))
    #expect(base.guests.map(\.id) == ["p"])
    #expect(base.tagged("t") == ["p"] && base.tag(of: "p") == "t" && base.tag(of: "q") == nil)
    #expect(base.nodes.map(\.name) == ["n1"] && base.nodes.first?.capacity == ["memory": "4"])
    #expect(base.constraints.map(\.id) == ["o"])
  }

  @Test(arguments: ["", "<cib/>", "<html></html>", "<cib><configuration>"])
  func anAnswerThatIsNoBaseIsNone(_ text: String) {
    #expect(throws: Failure.self) { try InformationBase(parsing: Array(text.utf8)) }
  }
}
