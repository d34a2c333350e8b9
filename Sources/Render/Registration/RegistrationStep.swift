/// One step of a registration or of its removal: what is done, what for, and how it is undone.
public struct RegistrationStep: Equatable, Sendable {
  /// Something that changes the cluster or this node.
  public enum Action: Equatable, Sendable {
    /// A command of the cluster, or of ours, by its name.
    case run([String])
    /// A command that finds this on its standard input.
    case feed([String], input: [UInt8])
    /// A file is replaced by this content.
    case replace(path: String, content: [UInt8])
    /// A file is removed.
    case remove(path: String)
    /// A directory of files is removed.
    case removeDirectory(path: String)
    /// The group of `resource` gets a strong negative affinity to `group`. Only in a plan that was made without a look at the
    /// cluster; else it is known which group that is.
    case yield(resource: String, to: String)
    /// The cluster has found a resource on these nodes, or, without any, wherever it may be; a probe that failed is no find.
    case expect(resource: String, on: [String])
  }

  /// What there may be already, so that a script that was written without a look at the cluster asks first.
  public enum Guard: Equatable, Sendable {
    /// A type of this name.
    case type(String)
    /// A group of this name.
    case group(String)
  }

  /// What it is for, a sentence without a full stop: `make the resource group`.
  public let purpose: String
  /// What is done.
  public let action: Action
  /// What undoes it, in this order; empty when it may stay.
  public let undo: [Action]
  /// What makes the step needless.
  public let unless: Guard?

  /// A step.
  public init(
    _ purpose: String, _ action: Action, undo: [Action] = [], unless: Guard? = nil
  ) {
    (self.purpose, self.action, self.undo) = (purpose, action, undo)
    self.unless = unless
  }

}

/// What has to be done, and what somebody should know about it.
public struct RegistrationPlan: Equatable, Sendable {
  /// The steps, in their order; none when everything is as it should be.
  public var steps: [RegistrationStep]
  /// What is worth a word and stands in nobody's way.
  public var notes: [String]
  /// Whether a step that fails takes back all that was done before it, asked or not.
  public var isWhole = false
  /// What is to be known when it was not done to its end, nor taken back.
  public var whenHalfDone: String?

  /// A plan.
  public init(_ steps: [RegistrationStep] = [], notes: [String] = []) {
    (self.steps, self.notes) = (steps, notes)
  }
}

extension RegistrationStep.Action {
  /// The file that it changes at once or not at all; nil where a part may be done.
  public var path: String? {
    switch self {
    case .replace(let path, _), .remove(let path): path
    case .run, .feed, .removeDirectory, .yield, .expect: nil
    }
  }
}
