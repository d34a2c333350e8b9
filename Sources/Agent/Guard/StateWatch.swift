internal import Frameworks
internal import Hypervisors
internal import Model
internal import Platform

/// Sees when a guest has written to its NVRAM or its TPM state, and has that copied: a power cut leaves the copy behind.
struct StateWatch {
  private let files: [StateFile]
  private let copying: StateCopying
  /// When the files were last written, of what was copied last.
  private var copied: [Int64] = []

  /// A watch over the files of one run of a guest; over none where nothing is to be copied.
  init(
    _ record: RunRecord, _ driver: any HypervisorDriver, _ store: RecordStore, _ log: ResourceLog
  ) {
    copying = StateCopying(record.identity, record.values, log)
    let framework = CallingFramework.find(
      for: record.identity, locations: store.memory.locations)
    let state = FirmwareState(
      record.guest, of: record.identity, record.values, driver, store.memory, framework, log)
    files = (try? state?.files(until: Clock.now + .seconds(10))) ?? []
  }

  /// Has the files copied, if they have changed and nobody writes to them any more.
  ///
  /// - Parameter hasEnded: the guest runs no more, so nothing is being written.
  mutating func look(hasEnded: Bool = false) {
    let times = files.map(\.changed)
    guard times != copied, let last = times.max(), last > 0,
      hasEnded || Clock.secondsSince1970 - last >= 2
    else { return }
    if copying.run(.keep, until: Clock.now + .seconds(20)) { copied = times }
  }
}
