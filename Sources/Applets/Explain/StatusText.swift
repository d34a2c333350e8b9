internal import Agent
internal import Hypervisors
internal import Model
internal import Platform
internal import Render

/// What `xvm_status` writes; functions from values to text.
enum StatusText {
  /// All resources as one JSON value, and how many nodes the cluster has promised to do without.
  static func json(
    _ subjects: [StatusSubject], node: String, at seconds: Int64, promise: Int? = nil
  ) -> JSON {
    .members([
      ("node", .text(node)), ("time", .number(seconds)),
      ("resources", .list(subjects.map { .members(fields($0)) })),
      ("failures_to_tolerate", promise.map { JSON.number(Int64($0)) } ?? .null),
    ])
  }

  /// What tells one moment from the next: everything but the times at which somebody was asked.
  static func essence(_ subjects: [StatusSubject]) -> String {
    subjects.map { subject in
      JSON.members(fields(subject).filter { !["first_time", "second_time"].contains($0.name) }).line
    }.joined(separator: "\n")
  }

  private static func fields(_ subject: StatusSubject) -> [(name: String, value: JSON)] {
    StatusField.all.map { ($0.key, $0.value(subject)) }
  }

  /// One resource as lines `XVM_KEY='value'` for a shell's eval.
  static func shell(_ subject: StatusSubject) -> String {
    fields(subject).map { key, value in
      "XVM_\(key.uppercased())=\(ShellQuoting.quoted(plain(value)))"
    }.joined(separator: "\n")
  }

  /// A value without quotes; nothing for null, a line an element for a list.
  private static func plain(_ value: JSON) -> String {
    switch value {
    case .null: ""
    case .flag(let flag): flag ? "true" : "false"
    case .number(let number): String(number)
    case .text(let text): text
    case .list(let values): values.map(plain).joined(separator: "\n")
    case .members(let members):
      // An obstacle is its sentence, and everything else its values in a line.
      members.first { $0.name == "sentence" }.map { plain($0.value) }
        ?? members.map { plain($0.value) }.joined(separator: " ").trimmed
    }
  }

  // MARK: For people

  /// Colours of a terminal: ECMA-48, SGR.
  enum Colour: String {
    case good = "32"
    case doubtful = "33"
    case bad = "31"
  }

  /// A line for each resource, below a heading.
  static func overview(_ subjects: [StatusSubject], isColoured: Bool) -> String {
    if subjects.isEmpty { return "There is no resource on this node." }
    let heading = ["RESOURCE", "GUEST", "STATE", "SERVICE", "IN THE WAY"]
    let rows = subjects.map { subject in
      [
        subject.facts.resource, subject.facts.guest?.name ?? "-", state(subject.facts),
        subject.facts.service.map { "\($0.state) \($0.status)" }
          ?? subject.facts.cluster.map(place) ?? "-",
        subject.obstacles.first.map { $0.code.sentence } ?? "nothing",
      ].map { Escapes.terminal($0) }
    }
    let colours = subjects.map { isColoured ? colour($0) : nil }
    return table(heading, Array(zip(rows, colours)))
  }

  /// A line for each guest and each node that may run it, below a heading.
  static func byNodes(_ subjects: [StatusSubject], isColoured: Bool) -> String {
    let guests = subjects.map(\.facts).filter(\.isGuest)
    if guests.isEmpty { return "There is no guest on this node." }
    var rows: [([String], Colour?)] = []
    for guest in guests {
      if guest.places.isEmpty { rows.append(([guest.resource, "-", "not asked"], nil)) }
      for place in guest.places {
        let cells = [guest.resource, place.node, place.words].map { Escapes.terminal($0) }
        rows.append((cells, isColoured ? colour(place) : nil))
      }
    }
    return table(["RESOURCE", "NODE", "STATE"], rows)
  }

  /// Rows in columns, the third of them in a colour.
  private static func table(_ heading: [String], _ rows: [([String], Colour?)]) -> String {
    let colours = [nil] + rows.map(\.1)
    return zip(Columns.padded([heading] + rows.map(\.0)), colours).map { cells, colour in
      cells.enumerated().map { column, cell in column == 2 ? paint(cell, colour) : cell }
        .joined(separator: "  ").trimmed
    }.joined(separator: "\n")
  }

  /// What the cluster has promised, in a line; none where it promises nothing.
  static func promise(_ count: Int) -> [String] {
    guard count > 0 else { return [] }
    return [
      "The cluster has promised to do without \(count == 1 ? "any node" : "any \(count) nodes"): Failures_to_tolerate=\(count)."
    ]
  }

  /// Everything about one resource.
  static func detail(_ subject: StatusSubject, isColoured: Bool) -> String {
    let facts = subject.facts
    return
      ([facts.resource + (facts.group.isEmpty ? "" : " in \(facts.group)")]
      + labelled(rows(subject, isColoured: isColoured))).joined(separator: "\n")
  }

  /// The same with a label for each row.
  static func rows(_ subject: StatusSubject, isColoured: Bool = false) -> [(String, String)] {
    let facts = subject.facts
    var rows: [(String, String)] = []
    if facts.isGuest {
      let place = [facts.hypervisor, facts.uri].filter { !$0.isEmpty }.joined(separator: " ")
      rows.append(("Guest", facts.guest.map { "\($0.name), \(place)" } ?? "not known"))
      let word = Escapes.terminal(state(facts))
      rows.append(("State", isColoured ? paint(word, colour(subject)) : word))
      let evidence =
        (facts.observation?.evidence ?? []) + [facts.impediment].compactMap { $0 }
        + (facts.below?.evidence ?? [])
      for evidence in evidence {
        let time = clock(subject.wall(evidence.time))
        rows.append(("Evidence", "\(evidence.witness): \(evidence.answer) (\(time))"))
      }
      rows += facts.remarks.map { ("Remark", $0) }
      rows.append(
        ("Record", facts.record.map { "\($0.phase.rawValue) since \(clock($0.since))" } ?? "none"))
      rows.append(("Guard", facts.keeper.map { "process \($0.pid)" } ?? "none"))
    }
    if let cluster = facts.cluster {
      rows.append(("Cluster", place(cluster)))
      rows.append(
        (
          "Failures",
          cluster.failures >= ClusterState.infinity
            ? "a start failed" : "\(cluster.failures) of \(cluster.threshold)"
        ))
    }
    rows += facts.places.map { ("Nodes", "\($0.node) \($0.words)") }
    if let service = facts.service {
      let since = service.since > 0 ? " since \(clock(service.since))" : ""
      rows.append(("Service", service.state + since))
      rows.append(
        ("Status", service.status + (service.message.isEmpty ? "" : ", " + service.message)))
      rows.append(("Restarts", "\(service.restarts) of \(service.retryCount)"))
      rows.append(("Monitor", service.monitor ?? "none"))
    }
    if let work = facts.holder ?? facts.service?.worker { rows.append(("At work", work)) }
    if subject.obstacles.isEmpty { rows.append(("In the way", "nothing")) }
    for obstacle in subject.obstacles { rows.append(("In the way", obstacle.sentence)) }
    for line in facts.log { rows.append(("Log", line)) }
    return rows
  }

  /// Where a cluster has a resource.
  private static func place(_ cluster: GuestFacts.Cluster) -> String {
    cluster.nodes.isEmpty
      ? cluster.role : "\(cluster.role) on \(cluster.nodes.joined(separator: ", "))"
  }

  /// Rows with a label each, which is not repeated.
  private static func labelled(_ rows: [(String, String)]) -> [String] {
    var last = ""
    return rows.map { label, text in
      let head = label == last ? "" : label + ":"
      last = label
      // What was painted here is no text of others, and its colours are wanted.
      let shown = label == "State" ? text : Escapes.terminal(text)
      return "  " + head + String(repeating: " ", count: max(1, 12 - head.count)) + shown
    }
  }

  /// What a guest is, in a few words; one that another node has is not said to be absent.
  static func state(_ facts: GuestFacts) -> String {
    guard facts.isGuest else { return "-" }
    guard let state = facts.observation?.state else { return "not asked" }
    if let cluster = facts.cluster, !cluster.isHere, !cluster.nodes.isEmpty,
      state.isActive == false, facts.below?.state != .running
    {
      return "runs on \(cluster.nodes.joined(separator: ", "))"
    }
    return state.word + (state.cause.map { " (\($0))" } ?? "")
  }

  static func colour(_ subject: StatusSubject) -> Colour {
    if subject.obstacles.isEmpty { return .good }
    return subject.facts.isRunning == false ? .bad : .doubtful
  }

  private static func colour(_ place: GuestPlace) -> Colour {
    switch place.state {
    case .runs, .stands(.ready): .good
    case .stands(.lacking): .bad
    case .stands(.unknown), .away: .doubtful
    }
  }

  private static func paint(_ text: String, _ colour: Colour?) -> String {
    colour.map { "\u{1B}[\($0.rawValue)m\(text)\u{1B}[0m" } ?? text
  }

  private static func clock(_ seconds: Int64) -> String {
    Clock.local(seconds).americanDateAndTime
  }
}
