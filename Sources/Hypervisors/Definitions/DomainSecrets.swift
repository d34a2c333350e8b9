internal import Model

/// What of libvirt's domain XML others must not see: one table.
///
/// `access` is libvirt's own list: what `virsh dumpxml` leaves out without --security-info (the case `secrets` of the beds asks
/// it). An `<auth>`, an `<encryption>` or a TPM names a secret that libvirt keeps elsewhere, and is none. The other rows are shown
/// by libvirt to everybody who may ask, and may be secrets all the same.
enum DomainSecrets {
  private typealias Secret = GuestDefinition.Secret

  /// A row: where a secret stands, by local names from an element of the root down; `@name` is an attribute.
  struct Row: Sendable {
    let place: String
    let kind: GuestDefinition.Secret.Kind
    /// The value is one when it holds one of these words; with none, when it is not empty.
    let words: [String]

    fileprivate let path: [Substring]
    fileprivate let attribute: Substring?

    init(_ place: String, _ kind: GuestDefinition.Secret.Kind, _ words: [String] = []) {
      (self.place, self.kind, self.words) = (place, kind, words)
      let parts = place.split(separator: "/")
      attribute = parts.last.flatMap { $0.hasPrefix("@") ? $0.dropFirst() : nil }
      path = attribute == nil ? parts : parts.dropLast()
    }

    fileprivate func holds(_ value: String) -> Bool {
      words.isEmpty
        ? value.contains { !$0.isWhitespace } : SecretWords.areIn(value, words)
    }
  }

  static let rows = [
    Row("graphics/@passwd", .access),
    Row("source/cookies/cookie", .access),
    Row("source/@query", .guestData),
    Row("sysinfo/oemStrings/entry", .guestData, SecretWords.credentials),
    Row("sysinfo/entry", .guestData),
    Row("os/cmdline", .guestData, SecretWords.credentials + SecretWords.keys),
    Row("commandline/arg/@value", .guestData, SecretWords.credentials + SecretWords.keys),
    Row("commandline/env/@name", .guestData, ["passw", "secret", "token", "credential"]),
  ]
  /// Nobody reads more.
  private static let most = 100

  /// The secrets of a definition.
  static func find(in definition: [UInt8]) throws(Failure) -> [GuestDefinition.Secret] {
    var parser = try PullParser(definition)
    var (path, texts): ([Substring], [String]) = ([], [])
    var found: [Secret] = []
    while let event = try parser.next(), found.count < most {
      switch event {
      case .startElement(let name, let attributes):
        path.append(name.localName)
        texts.append("")
        for row in rows
        where row.attribute != nil && path.reversed().starts(with: row.path.reversed()) {
          let value = attributes.first { $0.name.localName == row.attribute }?.value ?? ""
          if row.holds(value) { found.append(Secret(row.kind, line: parser.line, row.place)) }
        }
      case .text(let text):
        if !texts.isEmpty { texts[texts.count - 1] += text }
      case .endElement:
        let text = texts.popLast() ?? ""
        for row in rows
        where row.attribute == nil && path.reversed().starts(with: row.path.reversed()) {
          if row.holds(text) { found.append(Secret(row.kind, line: parser.line, row.place)) }
        }
        path.removeLast()
      }
    }
    return found
  }
}

/// Words that tell of a secret in what is given to a guest or to its emulator.
enum SecretWords {
  /// The credentials of systemd.system-credentials(7).
  static let credentials = ["io.systemd.credential", "systemd.set_credential"]
  /// Words of an emulator's or a kernel's arguments, before a value in clear.
  static let keys = [
    "passwd=", "password=", "passphrase=", "secret,", "token=", ":key=",
    "opt/com.coreos/config,string=",
  ]

  /// Whether one of the words is in a value, in either case.
  static func areIn(_ value: String, _ words: [String]) -> Bool {
    let value = value.lowercased()
    return words.contains { value.contains($0) }
  }
}
