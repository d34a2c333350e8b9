public import Model

/// What a shell needs in order to complete the names of the program, their options and their own words.
public enum ShellCompletion {
  /// The shells that there is one for.
  public enum Shell: String, CaseIterable, Sendable { case bash, zsh, ksh }

  /// The text to be read by a shell's start-up file; `program` is the name that takes the other ones as its first word.
  public static func render(_ shell: Shell, program: String, manuals: [CommandManual]) -> String {
    let rows = manuals.map { ($0.name, words(of: $0)) }
    let lines =
      switch shell {
      case .bash: bash(program, rows)
      case .zsh: zsh(program, rows)
      case .ksh: ksh(program, rows)
      }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The options of a command, by letter and by word, and the first words of its vocabularies.
  public static func words(of manual: CommandManual) -> [String] {
    let options = manual.options.flatMap { [$0.letter.map { "-\($0)" }, "--\($0.word)"] }
      .compactMap { $0 }
    let rows: [String] = manual.vocabularies.map { $0.rows.map { $0.0 } }.reduce([], +)
    let own = rows.compactMap { $0.split(separator: " ").first.map(String.init) }.filter { word in
      word.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x5F }
        && !word.hasPrefix("-")
    }
    var seen: Set<String> = []
    return (own + options + ["--help"]).filter { seen.insert($0).inserted }
  }

  private static func cases(_ rows: [(String, [String])], _ variable: String = "words") -> [String]
  {
    rows.map { name, words in "  \(name)) \(variable)='\(words.joined(separator: " "))' ;;" }
  }

  /// What the program itself takes in place of a name.
  private static let options =
    "--install --install-cluster-commands --install-resource-agents --help"

  private static func names(_ rows: [(String, [String])]) -> String {
    rows.map(\.0).joined(separator: " ")
  }

  private static func bash(_ program: String, _ rows: [(String, [String])]) -> [String] {
    [
      "# Completion for bash; written by xvm_emit. Read it from ~/.bashrc, or put it into",
      "# /etc/bash_completion.d.", "_ha_xvm() {",
      "  local name=${COMP_WORDS[0]##*/} word=${COMP_WORDS[COMP_CWORD]} words=",
      "  if [ \"$name\" = \(program) ] && [ \"$COMP_CWORD\" -gt 1 ]; then name=${COMP_WORDS[1]}; fi",
      "  case $name in",
      "  \(program)) words='\(names(rows)) \(options)' ;;",
    ] + cases(rows) + [
      "  esac",
      "  # A word that is none of these is completed as the name of a file.",
      "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")", "}",
      "complete -o default -F _ha_xvm \(program) \(names(rows))",
    ]
  }

  private static func zsh(_ program: String, _ rows: [(String, [String])]) -> [String] {
    [
      "#compdef \(program) \(names(rows))",
      "# Completion for zsh; written by xvm_emit. Put it as _ha_xvm into a directory of $fpath.",
      "_ha_xvm() {", "  local name=${words[1]:t} choices=",
      "  if [[ $name == \(program) ]] && (( CURRENT > 2 )); then name=${words[2]}; fi",
      "  case $name in",
      "  \(program)) choices='\(names(rows)) \(options)' ;;",
    ] + cases(rows, "choices") + [
      "  esac", "  compadd -- ${=choices}", "  _files", "}", "_ha_xvm \"$@\"",
    ]
  }

  private static func ksh(_ program: String, _ rows: [(String, [String])]) -> [String] {
    [
      "# Completion for the ksh of OpenBSD and its ports, which take it from arrays; ksh93 has none",
      "# and reads this without harm. Written by xvm_emit; read it from the file that $ENV names.",
      "set -A complete_\(identifier(program)) -- \(names(rows)) \(options)",
    ]
      + rows.map { name, words in
        "set -A complete_\(identifier(name)) -- \(words.joined(separator: " "))"
      }
  }

  /// A name as a part of a variable's: that shell looks for `complete_ha_xvm` under `ha-xvm`. UNVERIFIED.
  private static func identifier(_ name: String) -> String {
    String(name.map { $0 == "-" ? "_" : $0 })
  }
}
