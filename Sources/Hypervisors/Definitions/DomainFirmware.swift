internal import Model

/// What a domain's XML says of its firmware's variables and its TPM: libvirt, "Domain XML format", BIOS bootloader, TPM device.
struct DomainFirmware: Equatable {
  private(set) var name = ""
  private(set) var uuid = ""
  /// The file of the variables; empty where libvirt chooses it, nil where there are none, or they lie in no file of a node.
  private(set) var nvram: String?
  /// The version of an emulated TPM; nil where there is none.
  private(set) var emulatedTPM: String?

  init(parsing definition: [UInt8]) throws(Failure) {
    let known = try DomainDefinition(parsing: definition)
    (name, uuid) = (known.name, known.uuid)
    var parser = try PullParser(definition)
    var (path, text): ([String], String) = ([], "")
    var (isElsewhere, isStateless) = (false, false)
    while let event = try parser.next() {
      switch event {
      case .startElement(let name, let attributes):
        path.append(name)
        text = ""
        let values = attributes.reduce(into: [String: String]()) { $0[$1.name] = $1.value }
        switch path.dropFirst().joined(separator: "/") {
        case "os" where values["firmware"] == "efi": nvram = nvram ?? ""
        case "os/loader":
          if values["type"] == "pflash", values["readonly"] != "no" { nvram = nvram ?? "" }
          if values["stateless"] == "yes" { isStateless = true }
        case "os/nvram":
          nvram = nvram ?? ""
          if let type = values["type"], type != "file" { isElsewhere = true }
        case "os/nvram/source": if let file = values["file"] { nvram = file }
        case "devices/tpm/backend" where values["type"] == "emulator":
          emulatedTPM = values["version"] ?? "2.0"
        default: break
        }
      case .text(let more): text += more
      case .endElement:
        if path.dropFirst() == ["os", "nvram"], !text.trimmed.isEmpty { nvram = text.trimmed }
        path.removeLast()
        text = ""
      }
    }
    if isElsewhere || isStateless { nvram = nil }
  }
}
