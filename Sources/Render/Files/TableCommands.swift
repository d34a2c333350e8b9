public import Model

/// The calls of ccradm(1M) that bring a cluster's table to the wanted content, as a script of a POSIX shell.
public enum TableCommands {
  /// How the content gets to ccradm.
  public enum Manner: Equatable, Sendable {
    /// The whole table in a file, so that nothing of it shows in a list of processes and no argument is too long.
    case wholeTable
    /// A call for each key; a table with a value longer than `longestArgument` comes whole all the same.
    case eachKey
  }

  /// The longest value that is made an argument, in bytes; Linux allows 128 KiB, and ps(1) shows them all.
  public static let longestArgument = 1_024

  /// The script; `present` is what the cluster's table holds, nil when there is none yet.
  public static func script(
    table name: String, present: ConfigurationTable?, wanted: ConfigurationTable,
    manner: Manner = .wholeTable
  ) -> String {
    let steps = TableChange.steps(from: present ?? ConfigurationTable(), to: wanted)
    let make = present == nil ? [call(["addtab", name])] : []
    let work: [String]
    if steps.isEmpty {
      work = make.isEmpty ? ["# The table is as it is wanted; there is nothing to do."] : make
    } else if manner == .eachKey, steps.allSatisfy({ $0.value.utf8.count <= longestArgument }) {
      work = make + steps.map { call($0, name) }
    } else {
      work = whole(name, next(present, wanted), make)
    }
    return (head(name) + work).joined(separator: "\n") + "\n"
  }

  private static func head(_ name: String) -> [String] {
    [
      "#!/bin/sh", "# Brings the configuration table \(name) to the wanted content.",
      "set -e", "ccradm=${CCRADM:-/usr/cluster/lib/sc/ccradm}",
    ]
  }

  /// The content in a here-document. Each of its lines holds a tab, so none can be the one that ends it.
  private static func whole(_ name: String, _ table: ConfigurationTable, _ make: [String])
    -> [String]
  {
    let text = String(decoding: table.serialized(), as: UTF8.self)
    return [
      "# Not verified on a cluster: the form of the file that 'replace' takes.",
      "umask 077", "data=$(mktemp \"${TMPDIR:-/tmp}/xvm_ccr.XXXXXX\")",
      "trap 'rm -f \"$data\"' EXIT", "cat > \"$data\" <<'END-OF-TABLE'",
      text + "END-OF-TABLE",
    ] + make + ["\"$ccradm\" replace -i \"$data\" \(ShellQuoting.word(name))"]
  }

  private static func next(_ present: ConfigurationTable?, _ wanted: ConfigurationTable)
    -> ConfigurationTable
  {
    var table = wanted
    table.generation = present.map { max(0, $0.generation &+ 1) } ?? 0
    return table
  }

  private static func call(_ step: TableChange, _ name: String) -> String {
    switch step {
    case .add(let key, let value): call(["addkey", "-v", value, "-k", key, name])
    case .change(let key, let value): call(["changekey", "-v", value, "-k", key, name])
    case .delete(let key): call(["delkey", "-k", key, name])
    }
  }

  private static func call(_ words: [String]) -> String {
    "\"$ccradm\" " + ShellQuoting.line(words)
  }
}
