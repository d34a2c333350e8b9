internal import Model

/// The option of all commands that a cluster's promise to do without nodes can stop.
enum PromiseOptions {
  static let force = CommandManual.Option(
    nil, "force", nil,
    "go on where the cluster's promise to do without nodes would be broken, see xvm_cluster(8)")
}
