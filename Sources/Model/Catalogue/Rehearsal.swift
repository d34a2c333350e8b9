extension Catalogue {
  static let rehearsal: [Failure.Code] = []
}
