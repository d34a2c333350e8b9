# The agent is killed with -9 in the middle of a live migration that the cluster ordered, which libvirt goes on with. The cluster holds the
# guest, which a failed migrate_to leaves where it is, until the guard of the machine that it leaves tells that it has left: then the
# cluster finds it where it went. It does not boot, and at no moment were there two.
#
# The rule: a move is on record before it begins, and one whose author is dead is nobody's work any more, so that the guard takes what it
# sees for what it is.
# machines: 2
# seconds: 90
# shellcheck disable=SC2016,SC2154 # here is the prelude's, and eval replaces
guest web hb=0.1 write=2:1 lock
keep web on:1
up web
settled
one web 1
id=$(boot_id web)
# Slow enough for the job to outlive the agent and what the cluster does first, on a busy machine too.
bed rate 1 20

agents() { on 1 pgrep -f '/resource.d/ohac/xvm migrate_to'; }
crm crm_resource --move -r web -N node2
within 30 job 1 web
# Asked while the agent lives: what follows begins a moment after its death.
phase=$(record 1 web)
[ "$phase" = moving ] || fail "it is on record as $phase"
killed=$(agents)
for process in $killed; do on 1 kill -KILL "$process"; done
expect 1 agents

within 120 on_machine web 2
within 60 eval '[ "$(crm crm_resource -W -r web -Q)" = node2 ]'
settled
one web 2
unbroken web "$id"
once web
expect 1 job 1 web
within 30 eval '[ "$(record 2 web)" = running ]'
within 30 lacks 1 /run/ha-xvm/records/web
[ "$(boots web)" = 1 ]
