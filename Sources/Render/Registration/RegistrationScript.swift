public import Model

/// A plan as a script for any POSIX shell.
public enum RegistrationScript {
  /// The script; `title` says in its first lines what it is for.
  ///
  /// It holds everything that it needs, the tables too, so that it may be read, kept and run elsewhere.
  public static func render(_ plan: RegistrationPlan, title: [String], release: ClusterRelease?)
    -> String
  {
    var lines = ["#!/bin/sh"] + title.map(comment) + plan.notes.map { comment("Note: \($0)") }
    if plan.steps.isEmpty { return text(lines + ["", "# There is nothing to do."]) }
    lines += ["set -eu"]
    if release != nil { lines.append("PATH=/usr/cluster/bin:/usr/bin:/bin:$PATH") }
    let guards = plan.steps.contains { $0.unless != nil }
    let yields = plan.steps.contains { $0.isYield }
    if guards { lines += ["", "# Whether the cluster has something of this name."] + has }
    if yields {
      let set = ClusterCommands(release: release ?? .usual)
        .set(group: "$group", [("RG_affinities", "$list$2")])
      lines += [
        "", "# Gives the group of the resource $1 the affinity $2, beside those that it has.",
      ]
      lines += givesWay(set)
    }
    for step in plan.steps {
      lines += ["", comment("\(step.purpose.prefix(1).uppercased())\(step.purpose.dropFirst()).")]
      lines += command(step)
    }
    return text(lines)
  }

  /// A comment, which a line break in a name must not end.
  private static func comment(_ text: String) -> String { "# " + Escapes.line(text) }

  /// One action as it is shown before it is done.
  public static func line(_ action: RegistrationStep.Action) -> String {
    switch action {
    case .run(let words): ShellQuoting.line(words)
    case .feed(let words, let input):
      "\(ShellQuoting.line(words)) (on its standard input: \(input.count) bytes)"
    case .replace(let path, let content): "write \(ShellQuoting.word(path)), \(content.count) bytes"
    case .remove(let path): "rm -f \(ShellQuoting.word(path))"
    case .removeDirectory(let path): "rm -rf \(ShellQuoting.word(path))"
    case .yield(let resource, let group):
      "give_way \(ShellQuoting.word(resource)) \(ShellQuoting.word("--" + group))"
    case .expect(let resource, let nodes): expectation(resource, nodes)
    }
  }

  private static func expectation(_ resource: String, _ nodes: [String]) -> String {
    let locate = ShellQuoting.line(["crm_resource", "--resource", resource, "--locate"])
    if nodes.isEmpty { return locate }
    return nodes.map { "\(locate) | grep -w \(ShellQuoting.word($0))" }.joined(separator: " && ")
  }

  private static let has = [
    "has() { scha_cluster_get -O \"$1\" | grep \"^$2\\(:[0-9.]*\\)*\\$\" >/dev/null; }"
  ]

  private static func givesWay(_ set: [String]) -> [String] {
    let command = set.map { $0.contains("$") ? "\"\($0)\"" : ShellQuoting.word($0) }
    return [
      "give_way() {",
      "  group=$(scha_resource_get -O GROUP -R \"$1\")",
      "  list=$(scha_resourcegroup_get -O RG_AFFINITIES -G \"$group\" | sed '/^$/d' | tr '\\n' ',')",
      "  case \",$list\" in *\",$2,\"*) return 0 ;; esac",
      "  \(command.joined(separator: " "))",
      "}",
    ]
  }

  private static func command(_ step: RegistrationStep) -> [String] {
    let guardWord =
      switch step.unless {
      case .type(let name): "has ALL_RESOURCETYPES \(ShellQuoting.word(name)) ||"
      case .group(let name): "has ALL_RESOURCEGROUPS \(ShellQuoting.word(name)) ||"
      case nil: ""
      }
    switch step.action {
    case .run(let words):
      return continued((guardWord.isEmpty ? [] : [guardWord]) + groups(words))
    case .feed(let words, let input):
      let (mark, lines) = document(input)
      return ["\(ShellQuoting.line(words)) <<'\(mark)'"] + lines + [mark]
    case .replace(let path, let content): return file(path, content)
    case .remove, .removeDirectory, .yield, .expect: return [line(step.action)]
    }
  }

  /// An option and its value belong together on a line.
  private static func groups(_ words: [String]) -> [String] {
    var parts: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      if ["-p", "-y", "-x"].contains(word), let value = rest.popFirst() {
        parts.append("\(word) \(ShellQuoting.word(value))")
      } else {
        parts.append(ShellQuoting.word(word))
      }
    }
    return parts
  }

  /// Words on as many lines as it takes to keep them readable.
  private static func continued(_ parts: [String]) -> [String] {
    var lines: [String] = []
    var line = ""
    for part in parts {
      if !line.isEmpty, line.utf8.count + part.utf8.count > 96 {
        lines.append(line + " \\")
        line = "  " + part
      } else {
        line += line.isEmpty ? part : " " + part
      }
    }
    return lines + [line]
  }

  /// A file that is replaced at once; it may hold what is nobody else's business.
  private static func file(_ path: String, _ content: [UInt8]) -> [String] {
    let (mark, lines) = document(content)
    let target = ShellQuoting.word(path)
    let parent = ShellQuoting.word(
      path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" })
    return [
      "mkdir -p \(parent)", "(umask 077 && cat >\(target).new) <<'\(mark)'",
    ] + lines + [mark, "mv \(target).new \(target)"]
  }

  /// The lines of a here-document, and a mark that is none of them.
  private static func document(_ content: [UInt8]) -> (mark: String, lines: [String]) {
    let text = String(decoding: content, as: UTF8.self)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    var mark = "END"
    while lines.contains(mark) { mark += "-END" }
    return (mark, lines)
  }

  private static func text(_ lines: [String]) -> String {
    lines.joined(separator: "\n") + "\n"
  }
}

extension RegistrationStep {
  fileprivate var isYield: Bool {
    if case .yield = action { true } else { false }
  }
}
