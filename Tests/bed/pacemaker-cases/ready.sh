# Each node looks whether it could run a guest that it does not have. One that lacks something says so before anything is started there: it is
# chosen last, no start fails, and where there is no other node the guest is started there all the same.
# machines: 3
# seconds: 150
link() { on "$1" ip link add br77 type bridge; }
unlink() { on "$1" ip link del br77; }
attribute() { crm crm_attribute --lifetime reboot --node "node$1" --name "ha-xvm-$2-web" --query --quiet 2>/dev/null; }
# says I VALUE: what node I says of web.
says() { [ "$(attribute "$1" ready)" = "$2" ]; }
failed() { crm crm_mon --one-shot --output-as=xml --include=none,failures | grep '<failure '; }

guest web hb=0.1 lock
definition=$(cat "$BED/web.xml")
echo "${definition/<\/devices>/<interface type=\'bridge\'><source bridge=\'br77\'/></interface></devices>}" >"$BED/web.xml"
for number in 1 2 3; do link "$number"; done
keep web on:1 Readiness_interval=5
up web
settled
one web 1
for number in 2 3; do within 30 says "$number" 1; done
says 1 1
crm xvm_status --nodes web | tee "$BED/nodes"
grep -E 'web +node1 +runs here' "$BED/nodes"
grep -E 'web +node2 +ready$' "$BED/nodes"

# A bridge is gone where the guest would go next.
unlink 2
within 30 says 2 0
crm xvm_status --nodes | grep -E 'web +node2 +not ready: it has no bridge or network device br77'
crm xvm_status --json web | grep '"not-ready"'
expect 0 crm xvm_why web | tee "$BED/why"
grep 'node2: the node could not run the guest now: it has no bridge or network device br77' "$BED/why"
grep 'crm_resource --refresh --resource ha-xvm-readiness --node node2' "$BED/why"
crm crm_mon --one-shot --show-node-attributes | grep 'ha-xvm-unready-web .*it has no bridge'
settled
one web 1

# Its node dies: it goes where it can run, and no start fails.
bed kill 1
up web 2
one web 3
fenced 1
if failed; then fail "an action failed"; fi
settled

# With the bridge back the node is ready within the interval, and nobody is moved for that.
link 2
within 30 says 2 1
[ -z "$(attribute 2 unready)" ]
settled
one web 3

# The only node that is left says that it is not ready: the guest goes there all the same, and the node speaks for it then.
id=$(boot_id web)
crm crm_attribute --lifetime reboot --node node2 --name ha-xvm-ready-web --update 0
crm crm_standby --node node3 --update on
within 60 on_machine web 2
settled
one web 2
unbroken web "$id"
says 2 1

# What a node says that was shut down in order, with the guest on it, is said again when it is back, and nobody pays for that.
crm crm_standby --node node3 --delete
within 30 says 3 1
# shellcheck disable=SC2154 # of the prelude
on 2 "$here/pacemaker" stop
on_machine web 3
settled
on 2 "$here/pacemaker" start
within 60 members 2
within 60 says 2 1
settled
one web 3
unbroken web "$id"
if failed; then fail "an action failed"; fi

# Somebody starts it past the cluster, and the node says so. The cluster is told of it, and ends it.
crm crm_resource -r web -m -p target-role -v Stopped
settled
[ -z "$(where web)" ]
virsh 2 create "$BED/web.xml"
within 40 says 2 0
attribute 2 unready | grep 'it runs here, and the cluster has it on no node'
crm xvm_status --nodes web | grep -E 'web +node2 +not ready: it runs here'
(crm xvm_why web || true) | grep '210321.*crm_resource --refresh --resource web --node node2'
crm crm_resource --refresh --resource web --node node2
settled
[ -z "$(where web)" ]
within 30 says 2 1

# What a node has said of a guest goes with the guest.
crm xvm_remove --framework pacemaker -f "$BED/web.conf"
for number in 2 3; do
  if attribute "$number" ready || attribute "$number" unready; then fail "node$number still says something of it"; fi
done
if crm cibadmin --query --xpath '//rsc_location[@rsc="web"]'; then fail "a rule is left"; fi
if crm cibadmin --query --xpath '//clone'; then fail "the nodes still look"; fi
within 30 lacks 2 /run/ha-xvm/readiness
