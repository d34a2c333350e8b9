import Model
import Testing

@testable import Hypervisors

@Suite struct LogicalDomainsTests {
  /// The rows that a published monitoring script has as its sample: Toolstacks, ldm's listing.
  static let sample = """
    VERSION 1.11
    DOMAIN|name=primary|state=active|flags=-n-cv-|cons=UART|ncpu=5|mem=47272862140|util=0.4|uptime=4772570|norm_util=0.4
    DOMAIN|name=host1|state=active|flags=-n----|cons=5000|ncpu=1|mem=47272862140|util=1.4|uptime=173837|norm_util=1.4

    """

  @Test func theSampleIsRead() throws {
    let listing = try #require(DomainListing(parsing: Self.sample))
    #expect(
      listing.rows == [
        .init(name: "primary", state: "active", flags: "-n-cv-"),
        .init(name: "host1", state: "active", flags: "-n----"),
      ])
    #expect(listing["host"] == nil)
    #expect(try DomainFlags(#require(listing["primary"]).flags)?.isControl == true)
    #expect(try DomainFlags(#require(listing["host1"]).flags)?.isControl == false)
  }

  @Test func aSampleThatBreaksOffIsNoListing() {
    // Whole lines of it are one: nothing tells that there were more. Hence the control domain has to be among them.
    let whole = Set(Self.sample.indices.filter { Self.sample[$0] == "\n" })
    for end in Self.sample.indices {
      let isWhole = end > Self.sample.startIndex && whole.contains(Self.sample.index(before: end))
      #expect((DomainListing(parsing: String(Self.sample[..<end])) != nil) == isWhole)
    }
  }

  @Test(arguments: [
    "", "\n", "VERSION 1.11", "VERSION\n", "VERSION x\n", "VERSION 1.11 beta\n",
    "DOMAIN|name=a|state=bound|flags=------\n", "NAME STATE FLAGS\na bound ------\n",
    "VERSION 1.11\nDOMAIN|state=bound|flags=------\n", "VERSION 1.11\nDOMAIN|name=a|state=bound\n",
    "VERSION 1.11\nDOMAIN|name=a|flags=------\n", "VERSION 1.11\nDOMAIN|name=|state=a|flags=-\n",
    "VERSION 1.11\nDOMAIN|name=a|state=b|flags=-\nDOMAIN|name=a|state=c|flags=-\n",
    // Of two rows that became one, or a row whose kind was damaged, the domain would be missing and so not there.
    "VERSION 1.11\nDOMAIN|name=a|state=b|flags=-|util=1DOMAIN|name=b|state=c|flags=-\n",
    "VERSION 1.11\nDOMAIN|name=a|state=b|flags=-\r\nDOMAIN|name=b|state=c|flags=-\n",
    "VERSION 1.11\nDOMAIM|name=a|state=b|flags=-\n",
    "VERSION 1.11\nDO|name=a|state=b|flags=-|=x|flags=-\n",
  ])
  func noListing(_ text: String) {
    #expect(DomainListing(parsing: text) == nil)
  }

  @Test func otherRowsAndOtherKeysAreLeftAside() {
    let text = "VERSION 1.20\nDOMAIN|new=x=y|flags=------|state=bound|name=a|odd\nVCPU|name=b\n"
    #expect(
      DomainListing(parsing: text)?.rows == [.init(name: "a", state: "bound", flags: "------")])
  }

  /// State and flags by position (Toolstacks, ldm's flags), and what we make of them.
  @Test(arguments: [
    ("active", "-n----", GuestState.running), ("active", "-n--v-", .running),
    ("active", "-nd---", .running), ("active", "-nr---", .running), ("active", "-d----", .running),
    ("active", "-t----", .booting), ("active", "-t--v-", .booting),
    ("starting", "st----", .booting),
    ("active", "sn----", .shuttingDown), ("active", "st----", .shuttingDown),
    ("stopping", "sn----", .shuttingDown), ("bound", "s-----", .shuttingDown),
    ("bound", "------", .off(.unknown)), ("inactive", "------", .off(.unknown)),
    ("inactive", "-d----", .off(.unknown)),
    ("active", "-n---s", .movingOut), ("bound", "-----s", .movingOut),
    ("active", "-n---t", .movingIn), ("bound", "-----t", .movingIn), ("bound", "-t---t", .movingIn),
    ("active", "-n---e", .unknown(DomainState.failedMigration)),
    ("bound", "-----e", .unknown(DomainState.failedMigration)),
    ("suspended", "-n----", .paused(.transition)),
    ("frozen", "-n----", .unknown("ldm showed state 'frozen'")),
    ("Active", "-n----", .unknown("ldm showed state 'Active'")),
    ("", "-n----", .unknown("ldm showed state ''")),
    ("active", "------", .unknown("ldm showed an active domain with flags '------'")),
    ("active", "-n---", .unknown("ldm showed flags '-n---'")),
    ("active", "-n-----", .unknown("ldm showed flags '-n-----'")),
    ("bound", "", .unknown("ldm showed flags ''")),
    ("bound", "x-----", .unknown("ldm showed flags 'x-----'")),
    ("active", "-x----", .unknown("ldm showed flags '-x----'")),
    ("bound", "-----x", .unknown("ldm showed flags '-----x'")),
  ])
  func stateIs(_ word: String, _ flags: String, _ state: GuestState) {
    #expect(DomainState.state(of: .init(name: "web", state: word, flags: flags)) == state)
  }

  static func constraints(_ contents: String) -> [UInt8] {
    Array(
      "<?xml version=\"1.0\"?><LDM_interface version=\"1.3\"><data version=\"3.0\"><Envelope>\(contents)</Envelope></data></LDM_interface>"
        .utf8)
  }

  @Test func theNameAndTheUUIDOfADefinition() throws {
    let item =
      "<Item><rasd:OtherResourceType>ldom_info</rasd:OtherResourceType>"
      + "<uuid>6C02A3F8-93D1-4C5A-B6B1-0D8E02F9B3C7</uuid></Item>"
    for id in ["ovf:id", "id"] {
      let definition = try LogicalDomainDefinition(
        parsing: Self.constraints(
          "<References/><Content xsi:type=\"ovf:VirtualSystem_Type\" \(id)=\"ldg1\">\(item)</Content>"
        ))
      #expect(definition.name == "ldg1")
      #expect(definition.uuid == "6c02a3f8-93d1-4c5a-b6b1-0d8e02f9b3c7")
    }
  }

  @Test(arguments: [
    "", "<Content xsi:type='ovf:Other_Type' id='ldg1'/>",
    "<Content xsi:type='ovf:VirtualSystem_Type'/>",
    "<Content xsi:type='ovf:VirtualSystem_Type' id='primary'/>",
    "<Content xsi:type='ovf:VirtualSystem_Type' id='-f'/>",
    "<Content xsi:type='ovf:VirtualSystem_Type' id='a'/><Content xsi:type='ovf:VirtualSystem_Type' id='b'/>",
    "<Content xsi:type='ovf:VirtualSystem_Type' id='a'>",
  ])
  func noDefinition(_ contents: String) {
    #expect(
      #expect(throws: Failure.self) {
        try LogicalDomainDefinition(parsing: Self.constraints(contents))
      }?.code == .badDefinition)
  }

  @Test func aDefinitionOfLibvirtIsNone() {
    #expect(throws: Failure.self) {
      try LogicalDomainDefinition(parsing: Array("<domain><name>web</name></domain>".utf8))
    }
  }

  /// Toolstacks, ldm's names.
  @Test(arguments: [
    ("web", true), ("1", true), ("a-_+#.:;~()9", true), (String(repeating: "a", count: 256), true),
    (String(repeating: "a", count: 257), false), ("", false), ("-a", false), ("_a", false),
    ("a b", false), ("a|b", false), ("a/b", false), ("\u{e4}", false), ("a\n", false),
    ("primary", false),
  ])
  func nameIsLegal(_ name: String, _ isLegal: Bool) {
    #expect((LogicalDomainName.objection(to: name) == nil) == isLegal)
  }
}
