internal import Model
internal import Platform

/// `scds_syslog`: a line to the system's log, as legacy agents write it.
enum SCDSSyslog: Applet {
  static let name = "scds_syslog"
  static let manual = CommandManual(
    name: name, summary: "write a line to the system log",
    options: [
      .init(
        "p", "priority", "PRIORITY", required: true,
        "how grave it is: emerg, alert, crit, error, warning, notice, info or debug, after a facility and a dot if "
          + "need be"
      ),
      .init("t", "tag", "TAG", required: true, "what the line begins with"),
      .init("m", "message", "FORMAT", required: true, "the text; %s and %d take an argument each"),
    ],
    operands: [
      .init("ARGUMENT", optional: true, repeats: true, "what stands in the place of a conversion")
    ],
    endsAtOperand: true,
    description: [
      "scds_syslog writes one line to the system log. It goes to the daemon facility, whatever facility the priority "
        + "names, in one datagram that is never waited for."
    ],
    exits: [
      .init("0", "the line was sent, or nobody listens"), .init("2", "the command line is wrong"),
    ],
    examples: [
      .init(
        "Say that a start failed",
        "scds_syslog -p daemon.error -t 'SC[SUNW.gds,web-rg,web-rs,start]' -m 'exit %s' 3")
    ])

  static func run(_ call: Call) throws(Failure) -> Int32 {
    let word = call["priority"]?.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard let severity = severity(word) else {
      throw Failure(.usage, call.name, cause: "'\(word)' is not a priority")
    }
    _ = SystemLog.send(
      severity, tag: call["tag"] ?? "", format(call["message"] ?? "", call.operands))
    return 0
  }

  private static func severity(_ word: String) -> SystemLog.Severity? {
    switch word {
    case "emerg", "alert", "crit", "err", "error": .error
    case "warning", "warn": .warning
    case "notice": .notice
    case "info": .information
    case "debug": .debug
    default: nil
    }
  }

  /// printf(1), as far as messages go: `%%`, and any other conversion is its argument as it stands.
  static func format(_ text: String, _ arguments: [String]) -> String {
    var rest = arguments[...]
    var result = ""
    var isConversion = false
    for letter in text {
      if !isConversion {
        if letter == "%" { isConversion = true } else { result.append(letter) }
      } else if letter == "%" {
        result.append("%")
        isConversion = false
      } else if letter.isLetter {
        if letter != "l" {
          result += rest.popFirst() ?? ""
          isConversion = false
        }
      }
    }
    return result
  }
}
