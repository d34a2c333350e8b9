public import Model

/// The meta-data of a resource agent: OCF Resource Agent API 1.1, section 3, "Meta-data".
///
/// The texts are those of the manual pages. The DTD of Debian's resource-agents, ra-api-1.dtd, is of version 1.0 and knows
/// neither the action reload-agent nor the attribute reloadable; nothing else here goes beyond it.
///
/// The XML declaration names no encoding, which is UTF-8 then: crmsh gives the document to its parser as text and not as bytes, and
/// lxml refuses a text that says how it is encoded.
public enum ResourceAgentMetadata {
  /// The document.
  public static func render(_ manual: AgentManual) -> String {
    let description = manual.description.joined(separator: "\n\n")
    var lines = [
      #"<?xml version="1.0"?>"#,
      #"<!DOCTYPE resource-agent SYSTEM "ra-api-1.dtd">"#,
      #"<resource-agent name="\#(manual.type)" version="1.0">"#,
      "<version>1.1</version>",
      text("longdesc", description), text("shortdesc", sentence(manual.summary)),
      "<parameters>",
    ]
    for row in manual.parameters {
      lines += parameter(row, isUnique: manual.unique.contains(row.name))
    }
    lines += ["</parameters>", "<actions>"]
    lines += manual.actions.map { action in
      let interval = action.interval.map { #" interval="\#($0)s" depth="0""# } ?? ""
      return #"<action name="\#(action.name)" timeout="\#(action.timeout)s"\#(interval)/>"#
    }
    lines += ["</actions>", "</resource-agent>"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func parameter(_ row: ExtensionProperty, isUnique: Bool) -> [String] {
    let flags = [
      ("required", row.category == .required), ("unique", isUnique),
      ("reloadable", row.isReloadable),
    ].map { #"\#($0)="\#($1 ? 1 : 0)""# }.joined(separator: " ")
    let initial =
      row.initial.flatMap { $0.isEmpty ? nil : #" default="\#(Escapes.xml($0))""# } ?? ""
    return [
      #"<parameter name="\#(row.name)" \#(flags)>"#, text("longdesc", detail(of: row)),
      text("shortdesc", sentence(row.summary)), #"<content type="\#(type(of: row))"\#(initial)/>"#,
      "</parameter>",
    ]
  }

  /// What the manual page says of a property, and its range, which the document has no other place for.
  static func detail(of row: ExtensionProperty) -> String {
    var sentences = [sentence(row.summary), row.detail, "It is \(row.range)."]
    if let unverified = row.unverified { sentences.append(Prose().unverified(unverified)) }
    return sentences.filter { !$0.isEmpty }.joined(separator: " ")
  }

  private static func type(of row: ExtensionProperty) -> String {
    switch row.kind {
    case .boolean: "boolean"
    case .integer: "integer"
    case .string, .uri, .choice, .list: "string"
    }
  }

  private static func sentence(_ text: String) -> String { Prose().sentence(text) }

  private static func text(_ element: String, _ content: String) -> String {
    #"<\#(element) lang="en">\#(Escapes.xml(content, inAttribute: false))</\#(element)>"#
  }
}
