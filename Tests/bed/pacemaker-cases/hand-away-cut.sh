# The same, and the machine that saw the guest leave loses its power: what it saw binds the others. A guest that is not known any more
# where it went may have been passed on, so that it is started when an operator says that it runs nowhere, on whichever machine.
# machines: 3
# seconds: 150
guest web hb=0.1 lock
keep web on:1
up web
settled
id=$(boot_id web)
# shellcheck disable=SC2154 # of the prelude
on 3 "$here/pacemaker" stop
within 30 members 2
settled
virsh 1 migrate --live --p2p web qemu+tcp://10.77.0.3/system tcp://10.77.0.3
known() { on 2 cibadmin --query --scope crm_config | grep 'ha-xvm.departure.web'; }
within 10 known
bed kill 1
within 60 fenced 1
for ((look = 0; look < 20; look++)); do
  [ "$(where web)" = 3 ] || fail "it is on node$(where web)"
  sleep 2
done
unbroken web "$id"
on 2 xvm_why web 2>&1 | tee "$BED/why" || true
grep 'has left by a migration: it left node1' "$BED/why"

virsh 3 destroy web
sleep 10
# It waits for the machine whose Pacemaker was stopped.
timeout 30 crm crm_resource --refresh -r web || true
settled
[ -z "$(where web)" ] || fail "it was started though it may run elsewhere: on node$(where web)"
expect 0 on 2 xvm_move --clear web
up web 2
settled
one web 2
once web
expect 0 on 2 xvm_move --clear web
