internal import Glibc
internal import LinuxCalls

/// What the program was given by its caller, and what the machine calls itself.
public enum Environment {
  /// The value of an environment variable, or nil when it is not set.
  public static subscript(_ name: String) -> String? {
    secure_getenv(name).map { String(cString: $0) }
  }

  /// What every program that we start finds in its environment, unless its caller's contract says otherwise: a fixed PATH,
  /// the C locale, and of ours only what these few names hold. IFS, LD_PRELOAD and their like go no further than here.
  public static var clean: [String: String] {
    var result = ["PATH": "/usr/bin:/usr/sbin:/bin:/sbin", "LC_ALL": "C", "LANG": "C"]
    let kept = [
      "HOME", "XDG_RUNTIME_DIR", "KRB5CCNAME", "TZ", "SWIFT_BACKTRACE", "CIB_file", "CIB_shadow",
    ]
    for name in kept { result[name] = self[name] }
    // Where our own files and tools are, and who called: for our own programs among those that are started.
    for (name, value) in all where name.hasPrefix("HA_XVM_") || name.hasPrefix("OCF_") {
      result[name] = value
    }
    return result
  }

  /// Every variable that is set.
  public static var all: [String: String] {
    var result: [String: String] = [:]
    guard var entry = linux_environment() else { return result }
    while let text = entry.pointee {
      if let (name, value) = pair(String(cString: text)) { result[name] = value }
      entry += 1
    }
    return result
  }

  /// The name and the value in NAME=value; nil without the sign.
  ///
  /// By its bytes: a value may begin with an accent, which makes one letter of itself and the sign before it.
  public static func pair(_ text: String) -> (name: String, value: String)? {
    guard let sign = text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    return (String(text[..<sign]), String(text[text.utf8.index(after: sign)...]))
  }

  /// The name of this node: uname(2), without the domain.
  public static var nodeName: String {
    var names = utsname()
    guard uname(&names) == 0 else { return "localhost" }
    let full = withUnsafeBytes(of: &names.nodename) { buffer in
      String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
    }
    return String(full.prefix { $0 != "." })
  }

  /// The file that this program runs from, so that it can start itself under another name; it may have been replaced since.
  public static let ownProgram = "/proc/self/exe"

  /// The absolute path of the file that this program runs from.
  public static var ownPath: String { (try? Files.target(of: ownProgram)) ?? ownProgram }

  /// Where the kernel says which boot this is.
  public static let bootFile = "/proc/sys/kernel/random/boot_id"

  /// Identifies the machine's present boot, every boot has another; nil where it cannot be read, which is not another boot.
  public static var bootIdentifier: String? {
    (try? Files.read(bootFile, limit: 64)).map { bytes in
      String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
  }

  /// The process that this is.
  public static var processIdentifier: Int32 { getpid() }

  /// The process that started this one; 1 or a subreaper when that one has gone.
  public static var parentIdentifier: Int32 { getppid() }

  /// Makes `path` the directory that relative names count from, for this process and the programs it starts.
  public static func enter(_ path: String) throws(SystemError) {
    guard chdir(path) == 0 else { throw .last("chdir \(path)") }
  }

  /// Whether this process runs as root.
  public static var isRoot: Bool { geteuid() == 0 }
}
