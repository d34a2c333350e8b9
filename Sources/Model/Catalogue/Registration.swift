extension Failure.Code {
  public static let notHonoured = Failure.Code(
    100_601, "cannot be honoured here",
    explanation:
      "The key asks for something that this framework, or this release of it, does not have. It is refused rather than "
      + "ignored silently.",
    remedy: "Remove the key, or register with a framework that has it: --framework.")
  public static let notRegistered = Failure.Code(
    100_602, "is not there",
    explanation: "A resource, group or type that the file names does not exist in the cluster.",
    remedy: "Make it first, or correct its name.")
  public static let otherResource = Failure.Code(
    100_603, "is the name of another resource",
    explanation:
      "A resource of that name exists, and it is not this guest: another type, another group, or other commands.",
    remedy:
      "Choose another name. A legacy agent's resource is taken over with 'xvm_register --take-over'."
  )
  public static let stepFailed = Failure.Code(
    100_604, "the step failed",
    explanation:
      "The steps before it have done their work; those after it were not begun. How many are done is said after it.",
    remedy:
      "Put right what the reason says and call the same again, which does what is missing; xvm_remove -f FILE undoes "
      + "what is done.")
  public static let stillOnline = Failure.Code(
    100_605, "is online, and what changes is fixed while it is",
    explanation:
      "The value is tunable only while the resource is disabled, and a guest is stopped only on request.",
    remedy:
      "Stop the service (systemctl stop ha-xvm@RESOURCE, or gds stop -R RESOURCE -G GROUP) and call the same again.",
    subject: "RESOURCE")
  public static let clusterSilent = Failure.Code(
    100_606, "the cluster does not answer",
    explanation: "One of its commands failed, so it is not known what is registered.",
    remedy:
      "See that the node is a member of the cluster and that you are root, and call the same again."
  )
  public static let noCapacity = Failure.Code(
    100_607, "asks for what nodes do not have",
    explanation:
      "Pacemaker takes a node that has no capacity of a kind for one that has none left: a guest that takes some of it would "
      + "never run there.",
    remedy:
      "Say what each node has: crm_attribute --node NODE --utilization --name KIND --update AMOUNT."
  )
  public static let wouldStop = Failure.Code(
    100_608, "would be stopped when capacities begin to count",
    explanation:
      "The resource takes something of the nodes, by itself as VirtualDomain does or because somebody said so, and so far the "
      + "cluster did not look at it. Load_factors make it look, at every resource.",
    remedy:
      "Say what each node has of it (crm_attribute --node NODE --utilization --name KIND --update AMOUNT), or take the demand "
      + "away: crm_resource --resource RESOURCE --utilization --delete-parameter KIND.",
    subject: "RESOURCE")
  public static let boundByOthers = Failure.Code(
    100_610, "is named by what xvm_register did not make",
    explanation:
      "Constraints, tags, access rules, references or a group of the site depend on the resource. They would go with it, as "
      + "Pacemaker refuses a configuration in which one names a resource that is not there; nothing was changed.",
    remedy:
      "Look at each with 'cibadmin --query', remove what is no longer needed with 'pcs constraint delete', "
      + "'pcs acl permission delete', 'crm configure delete' or cibadmin, and call the same again.")
  public static let noFramework = Failure.Code(
    100_609, "is not on this machine",
    explanation:
      "What is registered can be asked, and changed, only on a node that has the framework's own commands.",
    remedy:
      "Call it on a node of that cluster; 'xvm_register -n' prints the script for one anywhere.")
  public static let notAsItIs = Failure.Code(
    100_611, "cannot be registered as it is",
    explanation:
      "The resource that is there has something that a guest of ha-xvm cannot have, or that would silently lose its effect. "
      + "Nothing was changed.",
    remedy:
      "Change what the cause names ('cibadmin --query --scope resources' shows it) and call the same again, or choose another "
      + "name and keep both.")
  public static let notValid = Failure.Code(
    100_612, "would not be valid in the cluster",
    explanation:
      "The registration or removal was tried on a copy of the cluster's configuration, and Pacemaker's own tools refuse the result. "
      + "Nothing was changed.",
    remedy:
      "Change what the cause names, in the set-up file or in the cluster ('cibadmin --query' shows it), and call the same again."
  )
  public static let notRunningYet = Failure.Code(
    100_613, "is registered and does not run",
    explanation:
      "Every step of the registration was done, and the cluster has not got the guest to run, or refuses its configuration.",
    remedy:
      "Ask 'xvm_why RESOURCE' for what is in the way; nothing has to be registered again.",
    subject: "RESOURCE")
  public static let partedGroup = Failure.Code(
    100_614, "would stop or move members of the group",
    explanation:
      "The members of a group follow its anchor, which can be on one node only. By Pacemaker's scheduler a member that runs would have "
      + "to leave its node for that. Nothing was changed.",
    remedy:
      "Bring the members to one node first, as by xvm_move RESOURCE NODE, and call the same again. To have the cluster do it, add "
      + "--force.")
}

extension Catalogue {
  static let registration: [Failure.Code] = [
    .notHonoured, .notRegistered, .otherResource, .stepFailed, .stillOnline, .clusterSilent,
    .noCapacity, .wouldStop, .boundByOthers, .noFramework, .notAsItIs, .notValid, .notRunningYet,
    .partedGroup,
  ]
}
