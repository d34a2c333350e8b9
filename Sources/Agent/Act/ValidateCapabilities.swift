internal import Hypervisors
internal import Model

/// What a property asks of a driver that cannot do it; a table, and a function from values to findings.
enum ValidateCapabilities {
  /// A value that needs a capability.
  private struct Need {
    let row: ExtensionProperty
    /// Whether the value asks for it.
    let asks: @Sendable (String) -> Bool
    let capability: Capabilities
    /// What the driver does instead.
    let instead: String
  }

  private static let needs = [
    Need(
      row: .onOperatorPause, asks: { $0 == "RESUME" }, capability: .resume,
      instead: "cannot let a paused guest go on"),
    Need(
      row: .restoreSavedState, asks: { $0 == "TRUE" }, capability: .savedState,
      instead: "saves no memory that could be restored"),
    Need(
      row: .shutdownModes, asks: { $0 != ExtensionProperty.shutdownModes.initial },
      capability: .shutdownModes, instead: "has one way to ask for a shutdown, which is used"),
  ]

  /// What the driver cannot do.
  static func check(_ configuration: GuestConfiguration, _ driver: any HypervisorDriver)
    -> [Finding]
  {
    let values = configuration.values
    var found = needs.filter {
      $0.asks(values.text($0.row)) && !driver.capabilities.contains($0.capability)
    }.map { warning($0.row, driver, $0.instead) }
    let mover = driver.mover
    if mover == nil, values.isSet(.migrationType), values.text(.migrationType) == "MIGRATE" {
      found.append(
        warning(
          .migrationType, driver,
          "moves no guest that runs: it is stopped here and started there"))
    }
    // Whether another node can be asked is the mover's to say; which node it is makes no difference.
    if values.text(.startGuard) != "OFF",
      mover?.peer(at: MoveTarget(node: "-", address: "-")) == nil
    {
      let failure = objection(.startGuard, driver, "cannot be asked from another node")
      found.append(values.text(.startGuard) == "STRICT" ? .error(failure) : .warning(failure))
    }
    if !values.text(.passwordFile).isEmpty, configuration.hypervisor != "LDOM" {
      found.append(warning(.passwordFile, driver, "has no use for it"))
    }
    return found
  }

  private static func warning(
    _ row: ExtensionProperty, _ driver: any HypervisorDriver, _ words: String
  ) -> Finding { .warning(objection(row, driver, words)) }

  private static func objection(
    _ row: ExtensionProperty, _ driver: any HypervisorDriver, _ words: String
  ) -> Failure { Failure(.contradiction, row.name, cause: "\(driver.name) \(words)") }
}
