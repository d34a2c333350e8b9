internal import Model
internal import Platform

/// The Logical Domains Manager as `ldm` shows it: listings that are whole, and orders that are carried out or fail.
struct LogicalDomainsManager {
  /// Where files lie for ldm to read.
  let directory: String

  /// What was found out about one domain.
  enum Sighting {
    case row(DomainListing.Row)
    /// A whole listing of all domains does not have it.
    case absent
    /// There was no answer, or none that can be understood.
    case silent(String)

    /// The answer in words.
    var words: String {
      switch self {
      case .row(let row): row.words
      case .absent: "not among the domains"
      case .silent(let cause): cause
      }
    }
  }

  /// Looks at one domain.
  ///
  /// ldm has no exit status of its own for a domain that is not there, so only a listing of all domains that succeeds is
  /// proof of absence. While memory is scrubbed, or a thousand devices are made, ldm does not answer for minutes (Toolstacks,
  /// ldm's listing): a deadline that passes says nothing about a guest.
  func look(_ name: String, until deadline: Instant) -> Sighting {
    let now = Clock.now
    do throws(Failure) {
      let answer = try run(["list-domain", "-p", name], until: now + (deadline - now) * 0.6)
      if answer.succeeded {
        guard let row = listing(answer)?[name] else { return .silent(senseless(answer)) }
        return .row(row)
      }
      if answer.ending == .timedOut { return .silent(answer.complaint) }
      return try all(until: deadline).first { $0.name == name }.map(Sighting.row) ?? .absent
    } catch {
      return .silent(error.cause.isEmpty ? error.sentence : error.cause)
    }
  }

  /// Every domain of the machine; a listing that lacks the control domain is not one of all.
  func all(until deadline: Instant) throws(Failure) -> [DomainListing.Row] {
    let answer = try run(["list-domain", "-p"], until: deadline)
    try answer.orThrow(.logicalDomainsUnreachable, "ldm list-domain")
    guard let listing = listing(answer),
      listing.rows.contains(where: { DomainFlags($0.flags)?.isControl == true })
    else {
      throw Failure(.logicalDomainsUnreachable, "ldm list-domain", cause: senseless(answer))
    }
    return listing.rows
  }

  /// The row of a guest that is about to be told something; never the control domain's, whatever its name.
  func guestRow(_ name: String, until deadline: Instant) throws(Failure) -> DomainListing.Row {
    switch look(name, until: deadline) {
    case .row(let row):
      if DomainFlags(row.flags)?.isControl == true {
        throw Failure(.badValue, "Domain_name", cause: "\(name) is the control domain")
      }
      return row
    case .absent:
      throw Failure(.noSuchGuest, name, cause: "not among the domains")
    case .silent(let cause):
      throw Failure(.logicalDomainsUnreachable, "ldm", cause: cause)
    }
  }

  /// What `ldm list-constraints -x` writes of a domain, checked to be a whole definition of it.
  func constraints(of name: String, until deadline: Instant) throws(Failure) -> [UInt8] {
    let answer = try run(["list-constraints", "-x", name], until: deadline)
    guard answer.succeeded, !answer.truncated else {
      throw Failure(.logicalDomainsUnreachable, "ldm list-constraints", cause: answer.complaint)
    }
    let found = try LogicalDomainDefinition(parsing: answer.output).name
    guard found == name else {
      throw Failure(.badDefinition, name, cause: "ldm list-constraints wrote that of '\(found)'")
    }
    return answer.output
  }

  /// Gives ldm a definition in a file, because `add-domain -i` takes nothing else, and removes the file again.
  func addDomain(_ name: String, _ definition: [UInt8], until deadline: Instant) throws(Failure) {
    let path = "\(directory)/\(name).xml"
    do throws(SystemError) {
      try Trust.prepareDirectory(directory, mode: 0o700)
      try Files.replace(path, with: definition)
    } catch {
      throw Failure(.unwritable, path, of: error)
    }
    defer { try? Files.remove(path) }
    try run(["add-domain", "-i", path], until: deadline).orThrow(.cannotDefine, name)
  }

  /// Carries out one order for a domain, the last of `words`.
  ///
  /// While a domain migrates, the machine refuses orders for all others (see LogicalDomainsMover), so that a refusal then
  /// only means later.
  func tell(_ words: String..., orThrow code: Failure.Code, until deadline: Instant)
    throws(Failure)
  {
    let name = words.last ?? ""
    var wasBlocked = false
    while true {
      let answer = try run(words, until: deadline)
      if answer.succeeded { return }
      var cause = "ldm \(words.first ?? ""): \(answer.complaint)"
      let other =
        answer.ending == .timedOut ? nil : try? migrating(besides: name, until: deadline)
      if let other { cause += "; domain \(other) is being migrated" }
      // The migration may have ended between the refusal and the look.
      guard other != nil || wasBlocked, Clock.now + .seconds(1) < deadline else {
        throw Failure(code, name, cause: cause)
      }
      wasBlocked = other != nil
      Clock.sleep(until: Clock.now + .seconds(1))
    }
  }

  /// A domain of this machine that is the source or the target of a migration; nil when none is.
  ///
  /// - Throws: when ldm does not say.
  func migrating(besides name: String, until deadline: Instant) throws(Failure) -> String? {
    try all(until: deadline).first { row in
      let migration = DomainFlags(row.flags)?.migration
      return row.name != name && (migration == .source || migration == .target)
    }?.name
  }

  /// Runs ldm to its end.
  func run(_ words: [String], until deadline: Instant) throws(Failure) -> Completion {
    try Toolbox.run("ldm", words, until: deadline)
  }

  /// Starts ldm and does not wait for it.
  func begin(_ words: [String]) throws(Failure) -> RunningProgram {
    try Toolbox.begin("ldm", words)
  }

  private func listing(_ answer: Completion) -> DomainListing? {
    answer.truncated ? nil : DomainListing(parsing: answer.text)
  }

  private func senseless(_ answer: Completion) -> String {
    // Its end alone is looked at: a tool that writes without end must not cost the method its time.
    let end = String(decoding: answer.output.suffix(400), as: UTF8.self).trimmedLines.last ?? ""
    return "no whole listing: '\(end.prefix(100))'"
  }
}
