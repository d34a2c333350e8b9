internal import Model

/// What xvm_register has added to the affinities of groups, so that xvm_remove takes exactly that away again.
///
/// It is kept in R_description of the resource, where every node and every person sees it, and the mark of a group that was made
/// for a guest in RG_description: what is registered is the only memory, so none can get lost or disagree.
struct RegistrationLedger: Equatable {
  /// An affinity and the group that it was given to.
  struct Entry: Hashable {
    let group: String
    let affinity: String
  }

  var entries: [Entry]

  private static let opening = "guest kept by ha-xvm"
  private static let joint = "; xvm_register added "
  private static let mark = "made by xvm_register for "

  init(_ entries: [Entry] = []) { self.entries = entries }

  /// What a description says; nothing when somebody has put another one in its place.
  init(parsing description: String) {
    guard description.hasPrefix(RegistrationLedger.opening + RegistrationLedger.joint) else {
      self.init()
      return
    }
    let list = description.dropFirst((RegistrationLedger.opening + RegistrationLedger.joint).count)
    self.init(
      list.split(separator: " ").compactMap { word in
        let pair = word.split(separator: ":", maxSplits: 1).map(String.init)
        return pair.count == 2 ? Entry(group: pair[0], affinity: pair[1]) : nil
      })
  }

  /// The entries with groups in the place of `@other-rs`, as a script writes that cannot know the group of other-rs.
  func resolved(in picture: ClusterPicture) -> RegistrationLedger {
    RegistrationLedger(
      entries.compactMap { entry in
        guard entry.group.hasPrefix("@") else { return entry }
        return picture.group(of: String(entry.group.dropFirst())).map {
          Entry(group: $0, affinity: entry.affinity)
        }
      })
  }

  /// The description: `guest kept by ha-xvm; xvm_register added db-rg:--web-rg`.
  var description: String {
    RegistrationLedger.opening
      + (entries.isEmpty
        ? ""
        : RegistrationLedger.joint
          + entries.map { "\($0.group):\($0.affinity)" }.sorted().joined(separator: " "))
  }

  /// RG_description of a group that is made for a resource.
  static func mark(for resource: String) -> String { mark + resource }

  /// Whether a group was made by xvm_register, for whichever resource.
  static func made(_ group: ClusterPicture.Group) -> Bool {
    group.properties["RG_description"]?.hasPrefix(mark) ?? false
  }
}
