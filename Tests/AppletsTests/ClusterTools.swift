import Testing

extension Tag {
  /// A suite about the tools of a cluster: `Tests/run unit` hides those of this machine from all others.
  @Tag static var clusterTools: Self
}
