extension Catalogue {
  static let service: [Failure.Code] = []
}
