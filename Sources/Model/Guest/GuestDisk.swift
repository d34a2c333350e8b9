/// One layer of a guest's disk: the file, device or network name that holds it, and in which format.
public struct DiskLayer: Equatable, Sendable {
  /// How a definition names it.
  public enum Kind: String, Sendable {
    case file, block
    /// Something that only the toolstack reaches: a network disk, a volume of a pool.
    case other
  }

  public var kind: Kind
  /// The path, or a name in one word: `nbd:web@/run/web.sock`. Two layers of one place are the same bytes.
  public var place: String
  /// `raw`, `qcow2`; empty where it is not said.
  public var format: String

  public init(_ kind: Kind, _ place: String, _ format: String = "") {
    (self.kind, self.place, self.format) = (kind, place, format)
  }
}

/// A disk that a guest writes to, as the guest sees it: the layer that takes what is written, and those below it.
public struct GuestDisk: Equatable, Sendable {
  /// The guest's name for it: `vda`.
  public var target: String
  public var top: DiskLayer
  /// What the top is made upon, the next one first; empty where there is none, or nobody says.
  public var below: [DiskLayer]

  public init(_ target: String, _ top: DiskLayer, below: [DiskLayer] = []) {
    (self.target, self.top, self.below) = (target, top, below)
  }

  /// Where its layers lie, the top's first.
  public var places: [String] { [top.place] + below.map(\.place) }
}
