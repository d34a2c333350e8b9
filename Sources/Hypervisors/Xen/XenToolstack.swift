internal import Model
internal import Platform

/// The two command lines of Xen: `xl`, and `xm` of xend (up to Xen 4.4, and of OpenSolaris xVM).
enum XenToolstack: String {
  case xl, xm

  /// The one that Connect_uri names; when it names none the one that is installed, xl before xm.
  init(uri: String, isInstalled: (String) -> Bool) {
    self = XenToolstack(rawValue: uri) ?? (isInstalled("xl") || !isInstalled("xm") ? .xl : .xm)
  }

  /// What the answer to `list NAME` is.
  enum Answer: Equatable {
    case row(XenRow)
    /// The tool knows no domain of this name; only a healthy list of all makes that a proof.
    case denied
    /// The domain has no name at this moment.
    case unsettled(String)
    case silent(String)
  }

  /// Reads the answer to `list NAME`.
  ///
  /// xl exits 1 for everything. Its `(rc=-6)` is "no such domain"; `(rc=-5)` in the same sentence is "the hypervisor's list
  /// could not be read", and every other text is no answer either. xm exits 3 for "no such domain" alone, and 1 when
  /// xend is away (Toolstacks, A domain that xl does not know).
  func answer(_ completion: Completion, of name: String) -> Answer {
    if completion.succeeded {
      guard let list = XenList(whole: completion), let row = list.rows.first, list.rows.count == 1
      else { return .silent("the answer is nonsense: '\(completion.text.prefix(200).trimmed)'") }
      if row.name == name { return .row(row) }
      return row.isNameless
        ? .unsettled("the domain has no name") : .silent("the answer is of '\(row.name)'")
    }
    return deniesDomain(completion, name) ? .denied : .silent(completion.complaint)
  }

  /// Whether the tool says that there is no domain of this name.
  func deniesDomain(_ completion: Completion, _ name: String) -> Bool {
    switch self {
    case .xl:
      completion.ending == .exited(1)
        && completion.errorText.trimmedLines.contains(
          "\(name) is an invalid domain identifier (rc=-6)")
    case .xm:
      completion.ending == .exited(3)
        && completion.errorText.trimmedLines.contains("Error: Domain '\(name)' does not exist.")
    }
  }

  /// The arguments that ask a guest to shut down in one of the ways of Shutdown_modes; nil for a way that there is not.
  ///
  /// `paravirt` is the request through xenstore. `acpi` is `-F`: that request and, where the guest has no driver for it, the
  /// power button. Never `-w`, which waits without an end (Toolstacks, xl's requests).
  func shutdown(_ name: String, mode: ShutdownMode) -> [String]? {
    switch (self, mode) {
    case (_, .paravirt): ["shutdown", name]
    case (.xl, .acpi): ["shutdown", "-F", name]
    default: nil
    }
  }
}
