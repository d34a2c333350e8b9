internal import Model
internal import Platform

/// Whether libvirt and QEMU of this node let a guest go: the first phase of their own migration, which changes nothing
/// (Toolstacks, What is asked before a move).
struct LibvirtRelease {
  private let driver: LibvirtDriver
  private let flags: UInt32
  private let deadline: Instant

  /// - Parameter flags: what the migration would be told.
  init(_ driver: LibvirtDriver, _ flags: UInt32, until deadline: Instant) {
    (self.driver, self.flags, self.deadline) = (driver, flags, deadline)
  }

  /// What the other node would get as the guest's description.
  ///
  /// - Returns: nil where the daemon has no such question, or cannot be asked by its protocol.
  /// - Throws: `.guestBusy` while a job has the guest, else `.moveRefused` with the daemon's own words.
  func description(of guest: Guest) throws(Failure) -> [UInt8]? {
    // While a job has the guest, libvirt lets the question wait for half a minute.
    if let job = job(of: guest) { throw busy(guest, job) }
    do throws(WireError) {
      return try WireWitness(uri: driver.uri).answer(of: guest, until: deadline) {
        connection, domain throws(WireError) in
        try connection.beginMigration(domain, flags: flags)
      }
    } catch {
      switch error {
      case .unavailable, .refused(WireError.noSupport, _): return nil
      case .silent(let words): throw Failure(.moveRefused, guest.name, cause: words)
      case .refused(_, let words):
        if let job = diskJob(of: guest) { throw busy(guest, job) }
        throw Failure(.moveRefused, guest.name, cause: words)
      }
    }
  }

  private func busy(_ guest: Guest, _ job: String) -> Failure {
    Failure(.guestBusy, guest.name, cause: "\(job) is under way")
  }

  /// The job of the hypervisor that has the guest, in words; nil for none.
  private func job(of guest: Guest) -> String? {
    let answer = try? driver.virsh(
      ["domjobinfo", "--rawstats", "--domain", guest.name], until: deadline)
    return answer.flatMap { LibvirtJob.operation(in: $0.text) }
  }

  /// The same of a copy or a commit of one of its disks, which libvirt counts apart.
  private func diskJob(of guest: Guest) -> String? {
    let disks = try? LibvirtDisks(driver).disks(of: guest, until: deadline)
    for disk in disks ?? [] {
      let answer = try? driver.virsh(
        ["blockjob", "--domain", guest.name, "--path", disk.target, "--raw"], until: deadline)
      if let answer, answer.succeeded, !answer.text.trimmed.isEmpty {
        return "a job of the disk \(disk.target)"
      }
    }
    return nil
  }
}
