public import Model
public import Platform

/// A command property as it is given to `/bin/sh -c`: property variables replaced by their values.
///
/// Source of the names and of how values are written: Contract, Property variables.
public enum CommandLine {
  /// The shell line that `command` becomes.
  ///
  /// A value that the shell could take for anything but a plain word is refused: it comes from a property that somebody may
  /// set who must not run commands as root. An unknown name is left as it is, or refused, as Unknown_variables says.
  public static func substitute(
    _ command: String, variables: [String: String], refusingUnknown: Bool = false
  ) throws(Failure) -> String {
    var line = ""
    var rest = command[...]
    while let percent = rest.firstIndex(of: "%") {
      line += rest[..<percent]
      let name = rest[rest.index(after: percent)...].prefix(while: isNameLetter)
      rest = rest[rest.index(after: percent)...].dropFirst(name.count)
      if let value = variables[String(name)] {
        guard value.unicodeScalars.allSatisfy(isPlain) else {
          throw Failure(.unsafeValue, "%\(name)", cause: "'\(value)'")
        }
        line += value
      } else if refusingUnknown, name.contains("_"), name.first?.isUppercase == true {
        throw Failure(.unknownVariable, "%\(name)", cause: command)
      } else {
        line += "%" + name
      }
    }
    return line + rest
  }

  private static func isNameLetter(_ letter: Character) -> Bool {
    letter.isASCII && (letter.isLetter || letter.isNumber || letter == "_")
  }

  /// Letters, digits and the few signs that no shell gives a meaning to inside a word.
  private static func isPlain(_ letter: UnicodeScalar) -> Bool {
    switch letter {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", ",", ":", "/", "+", "@", "%":
      return true
    default: return false
    }
  }

  /// The values of the variables of one service.
  public static func variables(
    of configuration: ServiceConfiguration, restarts: Int, node: String = Environment.nodeName
  ) -> [String: String] {
    let identity = configuration.identity
    return [
      "HOSTNAMES": configuration[.networkResourcesUsed],
      "RS_NAME": identity.resource,
      "RS_NUM_RESTARTS": String(restarts),
      "RS_RESOURCE_DEPENDENCIES": configuration[.resourceDependencies],
      "RS_RESOURCE_DEPENDENCIES_WEAK": "",
      "RS_RETRY_COUNT": configuration[.retryCount],
      "RS_RETRY_INTERVAL": configuration[.retryInterval],
      "RS_RETRY_INTRVAL": configuration[.retryInterval],
      "RS_SCALABLE": configuration[.scalable],
      "RS_START_TIMEOUT": configuration[.startTimeout],
      "RS_STOP_TIMEOUT": configuration[.stopTimeout],
      "RS_THOROUGH_PROBE_INTERVAL": configuration[.thoroughProbeInterval],
      "RT_NAME": identity.type,
      "RT_API_VERSION": "2",
      "RT_BASEDIR": "/opt/SUNWscgds/bin",
      "RT_FAILOVER": "TRUE",
      "RT_INSTALLED_NODES": node,
      "RT_SINGLE_INSTANCE": "FALSE",
      "RG_NAME": identity.group,
      "RG_DESIRED_PRIMARIES": "1",
      "RG_MAXIMUM_PRIMARIES": "1",
      "RG_NODELIST": node,
      "RG_RESOURCE_LIST": identity.resource,
      "RG_IMPLICIT_NETWORK_DEPENDENCIES": "TRUE",
      "RG_PATHPREFIX": "",
      "RG_PINGPONG_INTERVAL": "3600",
    ]
  }
}
