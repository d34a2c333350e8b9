internal import Model
internal import Platform

/// Whether swtpm hands the state of a TPM over that both nodes of a live move have at one time. One that cannot holds its lock on the
/// state until it ends, so that the other node's does not start and the move fails (Toolstacks, Firmware and TPM state of libvirt).
enum TPMHandover {
  /// The words of `swtpm` that say what it can do, as libvirt asks.
  static let question = ["socket", "--tpm2", "--print-capabilities"]

  /// Why a guest with these files cannot move; nil where nothing keeps it.
  static func obstacle(_ files: [StateFile], until deadline: Instant) -> String? {
    guard let state = files.first(where: { $0.kind == .tpm }), Files.isOnSharedStorage(state.path)
    else { return nil }
    let answer = try? Toolbox.run("swtpm", question, until: deadline)
    return obstacle(at: state.path, capabilities: answer?.text ?? "")
  }

  /// The same of a state on shared storage, by what swtpm says of itself.
  static func obstacle(at path: String, capabilities: String) -> String? {
    if capabilities.contains("\"cmdarg-migration\"") { return nil }
    return
      "the state of its TPM is on shared storage (\(path)), and swtpm of this node cannot hand that over, as versions from 0.8 can; stop "
      + "the guest and start it there"
  }
}
