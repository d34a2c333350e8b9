internal import Agent
internal import Frameworks
internal import Model
internal import Platform
internal import Render

/// `xvm_status --html`: the guests at one moment as a page, for a ticket.
struct StatusPage {
  private let call: Call
  private let inquiries: Inquiries

  init(_ call: Call, _ inquiries: Inquiries) { (self.call, self.inquiries) = (call, inquiries) }

  /// Refuses the options that ask for another answer.
  static func check(_ call: Call) throws(Failure) {
    for other in ["json", "shell", "watch", "history", "svg", "nodes"] where call.has(other) {
      throw Failure(.usage, call.name, cause: "--html conflicts with --\(other)")
    }
  }

  /// Writes the page.
  ///
  /// - Returns: what keeps it from being the whole truth, which stands in it too.
  func write(_ subjects: [StatusSubject], to path: String) throws(Failure) -> [String] {
    var remarks = call.operands.isEmpty ? inquiries.directory.hidden.map(\.description) : []
    let others = try copies()
    let guests = subjects.filter(\.facts.isGuest).map { guest($0, others, &remarks) }
    let now = Clock.millisecondsSince1970
    let page = ClusterPage(
      title, at: now, clock: StatusHistory.clock, nodes: nodes(of: subjects), guests: guests,
      losses: losses(&remarks), remarks: remarks,
      drawing: try call.integer("lines", in: 1...100_000) ?? 40)
    do throws(SystemError) {
      try Files.replace(path, with: Array(page.html.utf8), mode: 0o644)
    } catch { throw Failure(.unwritable, path, of: error) }
    return remarks
  }

  private var title: String {
    guard let view = try? inquiries.cluster?.get() else {
      return "Guests of \(Environment.nodeName)"
    }
    let name = view.base.property("cluster-name") ?? ""
    return name.isEmpty ? "Guests of the cluster" : "Guests of the cluster \(name)"
  }

  // MARK: Nodes

  private func nodes(of subjects: [StatusSubject]) -> [ClusterPage.Node] {
    guard let view = try? inquiries.cluster?.get() else { return [] }
    return view.state.nodes.map { node in
      let guests = subjects.filter { $0.facts.cluster?.nodes.contains(node.name) == true }
      return ClusterPage.Node(
        node.name, state: node.absence ?? "member", isMember: node.absence == nil,
        guests: guests.map(\.facts.resource))
    }
  }

  private func losses(_ remarks: inout [String]) -> [ClusterPage.Loss] {
    guard case .success? = inquiries.cluster else { return [] }
    do throws(Failure) {
      let base = try PacemakerTools.wholeBase(until: Clock.now + .seconds(60))
      let votes = PacemakerTools.votes(until: Clock.now + .seconds(20))
      return try WhatIf.of(base, votes: votes) { whatIf throws(Failure) -> [ClusterPage.Loss] in
        var losses: [ClusterPage.Loss] = []
        for node in whatIf.nodes { losses.append(StatusPage.loss(try whatIf.lose([node]))) }
        return losses
      }
    } catch {
      remarks.append("What the loss of a node would do is not known: \(error.description)")
      return []
    }
  }

  private static func loss(_ report: LossReport) -> ClusterPage.Loss {
    let fates = report.guests.filter { $0.fate != .stays }.map { guest in
      guard let node = guest.then else { return "\(guest.name) \(LossText.words(guest))" }
      return "\(guest.name) \(guest.fate == .moves ? "moves to" : "starts on") \(node)"
        + (guest.isReady == false ? ", which is not ready for it" : "")
    }
    let mood: ClusterPage.Mood =
      !report.hurt.isEmpty ? .bad : report.yielding.isEmpty ? .good : .doubtful
    let verdict =
      switch mood {
      case .bad: "cannot be borne"
      case .doubtful: "guests give way"
      case .good: "can be borne"
      }
    return ClusterPage.Loss(report.nodes, mood: mood, verdict: verdict, fates: fates)
  }

  // MARK: Guests

  private func guest(
    _ subject: StatusSubject, _ others: GuestHistory, _ remarks: inout [String]
  ) -> ClusterPage.Guest {
    let facts = subject.facts
    let mood: ClusterPage.Mood =
      switch StatusText.colour(subject) {
      case .good: .good
      case .doubtful: .doubtful
      case .bad: .bad
      }
    var history = GuestHistory()
    do throws(SystemError) {
      history = try FlightRecorder(resource: facts.resource).history
    } catch {
      remarks.append("What happened to \(facts.resource) here cannot be read: \(error.description)")
    }
    let theirs = others.events.filter { $0.resource == facts.resource }
    return ClusterPage.Guest(
      facts.resource, state: StatusText.state(facts), mood: mood,
      rows: StatusText.rows(subject).filter {
        ["Guest", "Cluster", "Service", "Status"].contains($0.0)
      }
      .map { ($0.0, $0.1) },
      places: facts.places, obstacles: subject.obstacles,
      history: history.merged(with: GuestHistory(theirs)))
  }

  /// What other nodes have on record, by copies of their files.
  private func copies() throws(Failure) -> GuestHistory {
    var all = GuestHistory()
    for path in call.all("from") {
      all = all.merged(with: try StatusHistory.copy(path))
    }
    return all
  }
}
