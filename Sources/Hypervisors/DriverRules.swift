public import Model

extension HypervisorDriver {
  /// Every rule that this toolstack asks for: its own, and what follows from that which it does not do.
  public var allRules: [PropertyRule] { rules + rulesOfWhatIsLacking }

  private var rulesOfWhatIsLacking: [PropertyRule] {
    let name = name
    func lack(
      _ row: ExtensionProperty, _ words: String,
      asks: @escaping @Sendable (PropertyValues) -> Bool
    ) -> PropertyRule {
      .warning(row, .contradiction) { asks($0) ? "\(name) \(words)" : nil }
    }
    var found: [PropertyRule] = []
    if resumer == nil {
      found.append(
        lack(.onOperatorPause, "cannot let a paused guest go on") {
          $0.choice(.onOperatorPause) == Policy.resume
        })
    }
    if savedMemory == nil {
      found.append(
        lack(.restoreSavedState, "saves no memory that could be restored") {
          $0.flag(.restoreSavedState)
        })
    }
    if firmware == nil {
      found.append(
        lack(.stateDirectory, "keeps no NVRAM or TPM state in files that could be copied") {
          !$0.text(.stateDirectory).isEmpty
        })
    }
    if !traits.contains(.shutdownModes) {
      found.append(
        lack(.shutdownModes, "has one way to ask for a shutdown, which is used") {
          $0.text(.shutdownModes) != ExtensionProperty.shutdownModes.initial
        })
    }
    if mover == nil {
      found.append(
        lack(.migrationType, "moves no guest that runs: it is stopped here and started there") {
          $0.isSet(.migrationType) && GuestConfiguration($0).migrates
        })
    }
    // Whether another node can be asked is the mover's to say; which node it is makes no difference.
    if mover?.peer(at: MoveTarget(node: "-", address: "-")) == nil {
      let words = "cannot be asked from another node"
      found.append(
        lack(.startGuard, words) { GuestConfiguration($0).startGuard == .lenient })
      found.append(
        .error(.startGuard, .contradiction) {
          GuestConfiguration($0).startGuard == .strict ? "\(name) \(words)" : nil
        })
    }
    if !traits.contains(.tunesMoves) {
      found += MoveManner.properties.map { row in
        lack(row, "does not let a move be tuned") { $0.text(row) != row.initial }
      }
    }
    if !traits.contains(.takesPassword) {
      found.append(lack(.passwordFile, "has no use for it") { !$0.text(.passwordFile).isEmpty })
    }
    return found
  }
}
