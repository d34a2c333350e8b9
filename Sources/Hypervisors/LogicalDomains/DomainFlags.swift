/// The six flag columns of a logical domain, by position.
///
/// Source: Toolstacks, ldm's flags.
struct DomainFlags: Equatable {
  /// Column 2: how the domain is.
  enum Health: Character {
    case normal = "n"
    /// It is in transition. UNVERIFIED: that is also how a domain at its OpenBoot prompt shows.
    case transition = "t"
    /// It is degraded: resources are missing, and it cannot be started.
    case degraded = "d"
    /// Nothing is said; so it is with domains that do not run.
    case none = "-"
  }

  /// Column 6: whether it is part of a migration.
  enum Migration: Character {
    case none = "-"
    case source = "s"
    case target = "t"
    /// The migration broke off where only the other machine can tell which copy is the guest.
    case failed = "e"
  }

  /// Column 1: it is starting or stopping; the column does not say which.
  let isOnItsWay: Bool
  /// Column 2.
  let health: Health
  /// Column 4: it is the control domain.
  let isControl: Bool
  /// Column 6.
  let migration: Migration

  /// Reads the columns; nil when there are not six, or one that we go by holds a letter that no document names.
  init?(_ text: String) {
    let columns = Array(text)
    guard columns.count == 6, columns[0] == "-" || columns[0] == "s",
      let health = Health(rawValue: columns[1]), let migration = Migration(rawValue: columns[5])
    else { return nil }
    isOnItsWay = columns[0] == "s"
    (self.health, self.migration) = (health, migration)
    isControl = columns[3] == "c"
  }
}
