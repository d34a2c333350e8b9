/// What is to be said of a drain.
enum DrainManual {
  static var description: [String] {
    [
      "xvm_drain empties a node of a Pacemaker cluster, and then puts it in standby. It writes the plan first: for each guest on the "
        + "node how it would go, where Pacemaker's own scheduler would put it, and, where it is called on that node, what the look of "
        + "xvm_move finds and for how long the move would take. Where a guest cannot go while it runs nothing is done, and the "
        + "status is 3; with --restart such a guest is stopped and started elsewhere.",
      "The guests then go one after the other, or --parallel at a time, but never more than the cluster's migration-limit. The cluster "
        + "moves each, and the scheduler is asked beforehand what would come of it: nothing is done for which a guest would be "
        + "stopped. Guests that have to stay together go together. Pacemaker begins fewer actions where a node's load is above its "
        + "load-threshold, and that is waited for.",
      "A guest whose move fails stays where it is and is kept there as before; the node is then not put in standby, which would stop it, "
        + "and the status is 1. Where only its target was lost it is moved to another node.",
      "What has left a node is on record in the cluster, in the node's attribute ha-xvm-drained, which outlives a reboot. --back, called "
        + "on any node, ends the standby and brings each guest home that is still where drains have sent it. One that a person, or a "
        + "failover, has moved on meanwhile is left alone.",
      "Constraints named ha-xvm-drain-RESOURCE hold guests off the node, or bring them home, until all is over. An interrupt, such as "
        + "Ctrl-C, lets the moves that are under way come to their end, begins nothing more, and takes the constraints away; who has "
        + "left stays on record. What is left of a drain that was killed is taken away by the next call. One drain is at work at a "
        + "time in a cluster.",
      "--each drains every node in turn, the one that it is called on last: it runs COMMAND with the node's name as its last word, waits until the "
        + "node is a member again, and takes it back. COMMAND is split at blanks, with quotes as in a shell, and no shell reads it. It has to "
        + "end when its work is done: one that restarts the node has to wait until the node is down. The round stops at the "
        + "first failure and leaves that node in standby.",
      "Where the cluster has promised to do without nodes, see xvm_cluster(8), the plan says which loss could not be borne while the node is "
        + "away. That keeps nobody from working on it.",
      "Resources that are no guests of ours are left to the standby, which stops them on the node and starts them elsewhere; the plan "
        + "names them.",
      "With --json the plan is one value, with the keys node, guests (resource, way, target, duration, standstill, reason, notes), "
        + "others, duration, unknown and promise; times are in milliseconds. What happens is a value a line with the key event.",
    ]
  }
}
