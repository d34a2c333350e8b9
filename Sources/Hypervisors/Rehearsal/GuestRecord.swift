internal import Model
internal import Platform

/// What the daemon knows of a guest beyond its definition and script, as it stands on disk.
struct GuestRecord: Equatable, Sendable {
  let name: String
  let uuid: String
  var marks: Set<String> = []
  /// Counts the runs of the guests of one daemon; 0 before the first.
  var domainID = 0
  /// The process of the present run; nil when there is none.
  var process: ProcessIdentity?
  /// The boot of the machine in which that process was started: process numbers mean nothing after another.
  var machineBoot = ""
  /// Why the guest is off, when it is.
  var off = OffCause.unknown

  init(name: String, uuid: String) {
    (self.name, self.uuid) = (name, uuid)
    off = .shutdown
  }

  /// The record's file: a line a fact.
  var text: String {
    var rows = [
      ["name", name], ["uuid", uuid], ["id", String(domainID)], ["boot", machineBoot],
      ["off", off.rawValue], ["marks"] + marks.sorted(),
    ]
    if let process { rows.append(["process", String(process.pid), String(process.startTime)]) }
    return rows.map { TabbedLine.join($0) + "\n" }.joined()
  }

  /// The record in a file's text; nil when it is none of ours.
  init?(_ text: String) {
    var facts: [String: [String]] = [:]
    for line in text.split(separator: "\n") {
      guard let words = TabbedLine.split(String(line)), let key = words.first else { return nil }
      facts[key] = Array(words.dropFirst())
    }
    guard let name = facts["name"]?.first, let uuid = facts["uuid"]?.first,
      let number = facts["id"]?.first.flatMap({ Int(outside: $0) }),
      let off = facts["off"]?.first.flatMap(OffCause.init(rawValue:))
    else { return nil }
    (self.name, self.uuid, domainID, self.off) = (name, uuid, number, off)
    machineBoot = facts["boot"]?.first ?? ""
    marks = Set(facts["marks"] ?? [])
    if let words = facts["process"], words.count == 2, let pid = Int32(outside: words[0]),
      let started = UInt64(outside: words[1])
    {
      process = ProcessIdentity(pid: pid, startTime: started)
    }
  }
}
