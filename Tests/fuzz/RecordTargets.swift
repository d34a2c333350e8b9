import Model
import Render

@testable import Agent
@testable import Frameworks
@testable import GenericDataService
@testable import Platform

/// What the program itself has put down, and what it is handed by those that start it.
extension Targets {
  static let runRecord: Target = { bytes in
    let failures = GuestMemory.partials(in: bytes, after: 0, until: 1 << 40)
    precondition(failures.reduce(0) { $0 + $1.weight } >= 0)
    // No input that is made up has the right checksum.
    let (table, _) = ConfigurationTable.readLeniently(bytes, name: "t")
    guard let record = try? RunRecord(table, name: "t"),
      // An earlier release, whose records say less, had it at whatever the clock showed.
      let began = table["record.began"].flatMap({ Int64($0) }), began.magnitude < 1 << 50
    else { return }
    let again = (try? record.table()).flatMap { try? RunRecord($0, name: "t") }
    precondition(again == record)
  }

  /// What nodes tell each other of a guest: what is read is written and read again as the same.
  static let facts: Target = { bytes in
    let words = SharedFact.read(text(bytes))
    if let written = try? SharedFact.disks.written(words) {
      precondition(written.utf8.allSatisfy { (0x20...0x7E).contains($0) })
      precondition(SharedFact.read(written) == words)
    }
    if let disks = DisksInUse(words) { precondition(DisksInUse(disks.text) == disks) }
    if let known = Particulars(words) { precondition(Particulars(known.text) == known) }
    if let newest = NewestCopy(words) { precondition(NewestCopy(newest.text) == newest) }
    let departure = Departure(parsing: words)
    precondition(Departure(parsing: departure.text) == departure)
  }

  /// A copy of NVRAM and TPM state, and a node's note of one, by which it is decided what boots. No input that is made up has the right
  /// checksum, so it is given its own here.
  static let stateCopy: Target = { bytes in
    let (table, _) = ConfigurationTable.readLeniently(bytes, name: "t")
    let note = StateNote(table)
    precondition((try? note.table()).map { StateNote($0) } == note)
    guard let copy = try? StateCopy(parsing: table.serialized(), name: "t") else { return }
    let again = (try? copy.serialized()).flatMap { try? StateCopy(parsing: $0, name: "t") }
    precondition(again == copy)
    for (kind, part) in copy.parts {
      let local = StateDecision.Local(digest: part.digest, changed: copy.time)
      precondition(StateDecision.next(kind, local: local, kept: copy, noted: note) == .leave)
      precondition(StateDecision.next(kind, local: nil, kept: copy, noted: note) == .bring)
    }
    let newest = NewestCopy(copy.generation, in: "/s")
    precondition(
      StateDecision.missing(holding: copy.generation, known: newest, noted: nil, in: "/s") == nil)
    precondition(
      StateDecision.missing(holding: nil, known: newest, noted: note, in: "/s") != nil)
  }

  static let logIns: Target = { bytes in
    for (node, _) in Logins.read(bytes) { precondition(MoveTarget.isName(node)) }
  }

  static let serviceState: Target = { bytes in
    let state = ServiceState(text: text(bytes))
    precondition(state.state != .offline || text(bytes).contains("OFFLINE"))
    precondition(ServiceState(text: state.text).text == state.text)
    let sight = ServiceVerdict.Sight(state)
    precondition(
      ServiceVerdict.recurring(sight).status != .notRunning || text(bytes).contains("OFFLINE"))
  }

  /// What goes to a process monitor, and what it puts on record.
  static let processOrder: Target = { bytes in
    if let record = ProcessRecord(bytes: bytes) {
      precondition(ProcessRecord(bytes: record.bytes) == record)
    }
    if let marks = ProcessMarks(bytes: bytes) {
      precondition(ProcessMarks(bytes: marks.bytes) == marks)
    }
    let words = bytes.split(separator: 0).map { text($0) }
    let made = ProcessOrder(
      ProcessTag(words.first ?? ""), "/p", words, environment: ["A": words.last ?? ""])
    precondition(ProcessOrder(bytes: made.bytes) == made)
    guard let order = ProcessOrder(bytes: bytes) else { return }
    let whole = order.bytes
    precondition(ProcessOrder(bytes: whole) == order)
    let place = whole.count * Int(bytes[0]) / 256
    let ends = whole.indices.filter { whole[$0] == 0 && $0 + 1 < whole.count }
    for cut in [place] + ends.map({ $0 + 1 }) {
      precondition(ProcessOrder(bytes: Array(whole[..<cut])) == nil)
    }
  }

  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.,:/+@% ".utf8)

  /// The variables that Pacemaker hands to an agent, as the parameters of a guest and of a service.
  static let environment: Target = { bytes in
    var variables: [String: String] = [:]
    for field in bytes.split(separator: 0) {
      let whole = text(field)
      guard let (name, value) = Environment.pair(whole) else {
        precondition(!field.contains(UInt8(ascii: "=")))
        continue
      }
      precondition((name + "=" + value).utf8.elementsEqual(whole.utf8))
      variables[name] = value
    }
    let given = Pacemaker.given(in: variables)
    precondition((Pacemaker.parameters(in: variables) ?? given) == given)
    var problems: [Failure] = []
    let values = PropertyValues(given, of: ExtensionProperties.all, problems: &problems)
    for row in ExtensionProperties.all where values.isSet(row) { _ = values.text(row) }
    guard let identity = try? ResourceIdentity(resource: "web-rs", group: "web-rg") else { return }
    problems = []
    let service = ServiceConfiguration(identity, given: given, problems: &problems)
    published(service, problems)
    let command = service[.startCommand]
    let known = CommandLine.variables(of: service, restarts: 2, node: "n1")
    for isStrict in [false, true] {
      let line = try? CommandLine.substitute(command, variables: known, refusingUnknown: isStrict)
      // A value adds nothing that a shell gives a meaning.
      if let line, command.utf8.allSatisfy(plain.contains) {
        precondition(line.utf8.allSatisfy(plain.contains))
      }
    }
  }

  /// What start publishes of a service is read as it was.
  private static func published(_ service: ServiceConfiguration, _ problems: [Failure]) {
    guard problems.isEmpty else { return }
    var table = ConfigurationTable()
    for row in ServiceProperties.all where (try? table.set(row.name, service[row])) == nil {
      return
    }
    let given = table.entries.map { PropertyValues.Given($0.key, $0.value, place: "t") }
    var found: [Failure] = []
    let again = ServiceConfiguration(service.identity, given: given, problems: &found)
    precondition(found.isEmpty && ServiceProperties.all.allSatisfy { again[$0] == service[$0] })
  }

  /// A history that was copied from somewhere, drawn: its lines are given their checksums here.
  static let picture: Target = { bytes in
    var file: [UInt8] = []
    for line in bytes.split(separator: 0x0A) {
      let words = line.split(separator: 0x09, omittingEmptySubsequences: false).map { text($0) }
      guard words.count >= 8, let time = Int64(words[0]),
        let kind = GuestEvent.Kind(rawValue: words[3])
      else { continue }
      let event = GuestEvent(
        time: time, node: words[1], method: words[2], kind: kind,
        state: words[4].isEmpty ? nil : words[4], duration: Int64(words[5]),
        status: Int32(words[6]), text: words[7])
      file += Array((event.line + "\n").utf8)
    }
    let history = GuestHistory(parsing: file)
    let clock = { @Sendable (time: Int64) in Clock.local(time / 1_000).dateAndTime }
    _ = HistoryText.lines(history, clock: clock)
    _ = HistoryText.json("web-rs", history).line
    let svg = HistoryPicture("web-rs", history, until: 1_800_000_003_000, clock: clock).svg
    precondition((try? XMLElement(parsing: Array(svg.utf8))) != nil)
  }
}
