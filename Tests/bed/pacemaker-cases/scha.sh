# The scha commands see the cluster: each node answers for all of them, a GIVEOVER moves the service, and where nobody can be asked there is
# no answer.
# machines: 3
# seconds: 90
MONITOR=10 primitive ledger ohac:gds-service "$(nvpairs ledger-parameters 'Start_command=/bin/sleep 1000000' Resource_group=ledger-rg \
  Network_aware=FALSE First_probe_percent=0 Start_probe_pause=1 Thorough_probe_interval=1 Retry_count=7)" \
  "$(nvpairs ledger-meta migration-threshold=1)" 1
sleeper() { on "$1" pgrep -x -f '/bin/sleep 1000000'; }
cluster() { on "$1" scha_cluster_get -O "${@:2}"; }
group() { on "$1" scha_resourcegroup_get -G ledger-rg -O "${@:2}"; }
resource() { on "$1" scha_resource_get -R ledger -G ledger-rg -O "${@:2}"; }
control() { on "$1" scha_control -R ledger -G ledger-rg -O "$2"; }
# says WORDS COMMAND...: that is all that the command prints, each line a word.
prints() { [ "$("${@:2}" | paste -sd ' ')" = "$1" ]; }
says() { prints "$@" || fail "not '$1': ${*:2}"; }
# silent STATUS COMMAND...: it fails so, and prints nothing.
silent() {
  expect "$1" "${@:2}" >"$BED/answer"
  [ ! -s "$BED/answer" ] || fail "it answers: ${*:2}"
}
within 60 sleeper 1
settled

for number in 1 2 3; do
  says "node1 node2 node3" cluster "$number" ALL_NODENAMES
  says "node$number" cluster "$number" NODENAME_LOCAL
  says "node3" cluster "$number" NODENAME_NODEID 3
  says UP cluster "$number" NODESTATE_NODE node3
  silent 11 cluster "$number" NODESTATE_NODE node9
  cluster "$number" ALL_RESOURCEGROUPS | grep -x ledger-rg
  says "node1 node2 node3" group "$number" NODELIST
  says ledger group "$number" RESOURCE_LIST
  says ONLINE group "$number" rg_state_node node1
  says OFFLINE group "$number" RG_STATE_NODE node2
  silent 11 group "$number" RG_STATE_NODE node9
  says ONLINE resource "$number" RESOURCE_STATE_NODE node1
  says OFFLINE resource "$number" RESOURCE_STATE_NODE node3
  says SUNW.gds:6 resource "$number" TYPE
  says 7 resource "$number" RETRY_COUNT
  says "INT 30" resource "$number" EXTENSION Probe_timeout
  says ENABLED resource "$number" ON_OFF_SWITCH
done
says "OK Service is online." resource 1 STATUS
resource 2 STATUS_NODE node1 | grep -x OK
says "OFFLINE " resource 2 STATUS
silent 14 on 2 scha_resource_get -R nobody -O STATUS

# A giveover goes to the next node of the list, and is done when it returns.
silent 9 control 2 GIVEOVER
expect 0 control 1 CHECK_GIVEOVER
sleeper 1
expect 0 control 1 GIVEOVER
sleeper 2
expect 1 sleeper 1
says ONLINE group 3 RG_STATE_NODE node2
says OFFLINE group 3 RG_STATE_NODE node1
[ "$(fail_count ledger 1)" != 0 ]

# One node has failed it, and the other is in standby: there is nowhere to go, and it stays.
crm crm_standby --node node3 --update on
settled
expect 16 control 2 CHECK_GIVEOVER
expect 16 control 2 GIVEOVER
sleeper 2
crm crm_standby --node node3 --delete
expect 0 control 2 CHECK_GIVEOVER
crm crm_resource --resource ledger --meta --set-parameter migration-threshold --parameter-value 3
expect 16 control 2 CHECK_GIVEOVER
crm crm_resource --resource ledger --meta --set-parameter migration-threshold --parameter-value 1

# What somebody has disabled is so on every node.
crm crm_resource --resource ledger --meta --set-parameter target-role --parameter-value Stopped
settled
for number in 1 2 3; do
  says DISABLED resource "$number" ON_OFF_SWITCH
  says OFFLINE group "$number" RG_STATE_NODE node2
done
crm crm_resource --resource ledger --meta --delete-parameter target-role
within 60 sleeper 2

# A node that is dead is down, and nothing is on it.
bed kill 2
within 30 fenced 2
within 30 prints DOWN cluster 1 NODESTATE_NODE node2
says OFFLINE group 1 RG_STATE_NODE node2
within 60 sleeper 3
within 30 prints ONLINE group 1 RG_STATE_NODE node3

# Where nobody can be asked there is no answer, of any group.
# shellcheck disable=SC2154 # of the prelude
on 1 "$here/pacemaker" stop
for tag in RG_STATE NODELIST; do silent 5 group 1 "$tag"; done
silent 5 cluster 1 ALL_NODENAMES
silent 5 resource 1 RESOURCE_STATE_NODE node3
