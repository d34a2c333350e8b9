internal import Hypervisors
internal import Model

/// What a property asks of a driver that cannot do it; a function from values to findings.
enum ValidateCapabilities {
  /// What the driver cannot do.
  static func check(_ configuration: GuestConfiguration, _ driver: any HypervisorDriver)
    -> [Finding]
  {
    let values = configuration.values
    var found: [Finding] = []
    if driver.resumer == nil, values.text(.onOperatorPause) == "RESUME" {
      found.append(warning(.onOperatorPause, driver, "cannot let a paused guest go on"))
    }
    if driver.savedMemory == nil, values.flag(.restoreSavedState) {
      found.append(
        warning(.restoreSavedState, driver, "saves no memory that could be restored"))
    }
    let row = ExtensionProperty.shutdownModes
    if !driver.traits.contains(.shutdownModes), values.text(row) != row.initial {
      found.append(warning(row, driver, "has one way to ask for a shutdown, which is used"))
    }
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
