public import Model

/// A cluster at one moment as a page: its nodes, where each guest runs and could run, what the loss of a node does, and what happened to
/// each guest.
///
/// One file of HTML that needs nothing else, neither a script nor a network, to be attached to a ticket.
public struct ClusterPage {
  /// How something is to be taken; the words say why.
  public enum Mood: String, Sendable { case good, doubtful, bad }

  /// A machine of the cluster.
  public struct Node: Sendable {
    public let name: String
    /// `member`, or why it is none.
    public let state: String
    public let isMember: Bool
    /// The guests that run there.
    public let guests: [String]

    public init(_ name: String, state: String, isMember: Bool, guests: [String]) {
      (self.name, self.state) = (name, state)
      (self.isMember, self.guests) = (isMember, guests)
    }
  }

  /// A guest, and all that is told of it.
  public struct Guest: Sendable {
    public let resource: String
    /// What it is, in a few words.
    public let state: String
    public let mood: Mood
    /// What is known of it besides, a label and words each.
    public let rows: [(label: String, words: String)]
    /// What each node is to it.
    public let places: [GuestPlace]
    public let obstacles: [Failure]
    public let history: GuestHistory

    public init(
      _ resource: String, state: String, mood: Mood, rows: [(label: String, words: String)],
      places: [GuestPlace], obstacles: [Failure], history: GuestHistory
    ) {
      (self.resource, self.state, self.mood) = (resource, state, mood)
      (self.rows, self.places) = (rows, places)
      (self.obstacles, self.history) = (obstacles, history)
    }
  }

  /// What the loss of nodes does.
  public struct Loss: Sendable {
    public let nodes: [String]
    public let mood: Mood
    /// `can be borne`.
    public let verdict: String
    /// What becomes of each guest that does not stay, a sentence each.
    public let fates: [String]

    public init(_ nodes: [String], mood: Mood, verdict: String, fates: [String]) {
      (self.nodes, self.mood) = (nodes, mood)
      (self.verdict, self.fates) = (verdict, fates)
    }
  }

  private let title: String
  private let moment: Int64
  private let clock: (Int64) -> String
  private let nodes: [Node]
  private let guests: [Guest]
  private let losses: [Loss]
  private let remarks: [String]
  private let count: Int

  /// - Parameters:
  ///   - title: what the page is about.
  ///   - moment: when, in milliseconds since 1970.
  ///   - clock: a moment as people read it, the date first and then a space.
  ///   - losses: none where nobody foretells them.
  ///   - remarks: what keeps the page from being the whole truth.
  ///   - count: how many events of each guest are drawn at most.
  public init(
    _ title: String, at moment: Int64, clock: @escaping (Int64) -> String, nodes: [Node],
    guests: [Guest], losses: [Loss], remarks: [String] = [], drawing count: Int = 40
  ) {
    (self.title, self.moment, self.clock) = (title, moment, clock)
    (self.nodes, self.guests) = (nodes, guests)
    (self.losses, self.remarks, self.count) = (losses, remarks, count)
  }

  /// The page.
  public var html: String {
    var page = Markup()
    page.raw("<!DOCTYPE html>\n")
    page.element("html", [("lang", "en")]) { html in
      html.element("head") { head in
        head.raw(
          "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        )
        head.write("title", title)
        head.raw("<style>\n\(PageStyle.sheet)\n</style>\n")
      }
      html.element("body", [], body)
    }
    return page.text
  }

  private func body(_ page: inout Markup) {
    page.element("header") { header in
      header.write("h1", title)
      header.write("p", clock(moment), [("class", "faint")])
      header.write("p", summary, [("class", worst.rawValue)])
      for remark in remarks { header.write("p", remark, [("class", Mood.doubtful.rawValue)]) }
    }
    page.element("main") { main in
      if !nodes.isEmpty { drawNodes(&main) }
      if !guests.isEmpty { drawPlaces(&main) }
      if !losses.isEmpty { drawLosses(&main) }
      var pictures = 0
      for guest in guests {
        if !guest.history.events.isEmpty { pictures += 1 }
        draw(guest, pictures, &main)
      }
    }
  }

  // MARK: Words

  private var worst: Mood {
    if guests.contains(where: { $0.mood == .bad }) { return .bad }
    let isAllWell =
      guests.allSatisfy { $0.mood == .good } && losses.allSatisfy { $0.mood != .bad }
    return isAllWell ? .good : .doubtful
  }

  private var summary: String {
    let ill = guests.count { $0.mood != .good }
    func names(_ mood: Mood) -> String {
      losses.filter { $0.mood == mood }.map { $0.nodes.joined(separator: " and ") }
        .joined(separator: ", ")
    }
    let (hurt, narrow) = (names(.bad), names(.doubtful))
    var words = HistoryText.count(guests.count, "guest")
    if !nodes.isEmpty { words += " on \(HistoryText.count(nodes.count, "node"))" }
    words += ill == 0 ? ": nothing is in the way." : ": something is in the way of \(ill)."
    if losses.isEmpty { return words }
    if !hurt.isEmpty { return words + " The loss of \(hurt) cannot be borne." }
    if narrow.isEmpty { return words + " The loss of any one node can be borne." }
    return words
      + " The loss of any one node can be borne, and guests give way when it is \(narrow)."
  }

  private static func sign(_ place: GuestPlace) -> (words: String, kind: String) {
    switch place.state {
    case .runs: ("● runs here", Mood.good.rawValue)
    case .stands(.ready): ("○ \(place.words)", "")
    case .stands(.lacking): ("✕ \(place.words)", Mood.bad.rawValue)
    case .stands(.unknown): ("? \(place.words)", Mood.doubtful.rawValue)
    case .away: ("– \(place.words)", "faint")
    }
  }

  // MARK: Parts

  private func drawNodes(_ page: inout Markup) {
    page.element("section") { section in
      section.write("h2", "Nodes")
      section.table(
        caption: "What runs where", ["Node", "State", "Guests"],
        nodes.map { node in
          [
            (node.name, ""), (node.state, node.isMember ? "" : Mood.bad.rawValue),
            (node.guests.isEmpty ? "none" : node.guests.joined(separator: ", "), ""),
          ]
        })
    }
  }

  private func drawPlaces(_ page: inout Markup) {
    var names = nodes.map(\.name)
    for place in guests.flatMap(\.places) where !names.contains(place.node) {
      names.append(place.node)
    }
    page.element("section") { section in
      section.write("h2", "Guests by nodes")
      section.table(
        caption: "Where each guest runs, and where it could run now", ["Guest", "State"] + names,
        guests.map { guest in
          [(guest.resource, ""), (guest.state, guest.mood.rawValue)]
            + names.map { name in
              guest.places.first { $0.node == name }.map(ClusterPage.sign) ?? (
                "not for it", "faint"
              )
            }
        })
    }
  }

  private func drawLosses(_ page: inout Markup) {
    page.element("section") { section in
      section.write("h2", "What if")
      section.table(
        caption: "What the loss of a node would do, by the cluster's own scheduler",
        ["Lost", "Verdict", "Guests"],
        losses.map { loss in
          [
            (loss.nodes.joined(separator: " and "), ""), (loss.verdict, loss.mood.rawValue),
            (
              loss.fates.isEmpty ? "all stay where they are" : loss.fates.joined(separator: "; "),
              ""
            ),
          ]
        })
    }
  }

  private func draw(_ guest: Guest, _ number: Int, _ page: inout Markup) {
    page.element("section") { section in
      section.write("h2", guest.resource)
      section.element("dl") { list in
        list.write("dt", "State")
        list.write("dd", guest.state, [("class", guest.mood.rawValue)])
        for row in guest.rows {
          list.write("dt", row.label)
          list.write("dd", row.words)
        }
        if let words = Availability(guest.history, until: moment)?.words {
          list.write("dt", "Availability")
          list.write("dd", words)
        }
      }
      if !guest.obstacles.isEmpty {
        section.element("ul") { list in
          for obstacle in guest.obstacles {
            list.element("li") { item in
              item.write("span", obstacle.sentence, [("class", Mood.doubtful.rawValue)])
              item.raw(" ")
              item.write("span", obstacle.remedy)
            }
          }
        }
      }
      if guest.history.events.isEmpty {
        section.write(
          "p", "Nothing is on record here of what happened to it.", [("class", "faint")])
        return
      }
      section.element("figure", [("class", "wide"), ("tabindex", "0")]) { figure in
        figure.raw(
          HistoryPicture(
            guest.resource, guest.history.last(count), until: moment, number: number, clock: clock
          ).svg)
      }
    }
  }
}
