# The agent is killed with -9 in the middle of a live migration that the cluster ordered, which libvirt goes on with. The cluster's
# recovery finds the one copy, whichever node it is on by then, and at no moment were there two.
#
# The rule: a move is on record before it begins, and a stop that finds one there which was cut short calls it off before it does
# anything else. Where the copy ends proves nothing: without the record the stop waits until libvirt has moved the guest, and the
# cluster stops it there. A busy cluster begins with the other node instead, and its stop waits for the guest to arrive.
# machines: 2
# shellcheck disable=SC2154 # here is the prelude's
guest web hb=0.1 write=2:1 lock
keep web on:1
up web
settled
one web 1
# Slow enough for the job to outlive the agent and what the cluster does first, on a busy machine too.
bed rate 1 20

agents() { on 1 pgrep -f '/resource.d/ohac/xvm migrate_to'; }
crm crm_resource --move -r web -N node2
within 30 job 1 web
# Asked while the agent lives: the recovery begins a moment after its death.
phase=$(record 1 web)
[ "$phase" = moving ] || fail "it is on record as $phase"
killed=$(agents)
for process in $killed; do on 1 kill -KILL "$process"; done
expect 1 agents

settled
grep 'was cut short and is called off' <<<"$(message_log 1 web)" || grep -m 1 'stop: .*transition' <<<"$(message_log 2 web)" ||
  fail "the stop of a guest on its way has not seen that it is"
node=$(where web)
[[ $node =~ ^[12]$ ]] || fail "it runs on '$node'"
[ "$(crm crm_resource -W -r web -Q)" = "node$node" ] || fail "the cluster has it elsewhere"
one web "$node"
once web
expect 1 job 1 web
[ "$(record "$node" web)" = running ] || fail "it is on record as $(record "$node" web)"
expect 1 on $((3 - node)) test -e /run/ha-xvm/records/web
echo "figure: it is on node$node, after $(boots web) boots"
