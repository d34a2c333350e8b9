# An operator moves a guest by hand to a machine whose Pacemaker was stopped in order: it is no member, and not fenced. No machine starts
# a second one, and nobody is fenced for it; what people ask says where it is. When it has ended there, it is started.
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
virsh 1 migrate --live --p2p --persistent web qemu+tcp://10.77.0.3/system tcp://10.77.0.3
for ((look = 0; look < 30; look++)); do
  [ "$(where web)" = 3 ] || fail "it is on node$(where web)"
  sleep 2
done
unbroken web "$id"
[ "$(boots web)" = 1 ]
if grep ' off node' "$BED/power/log" 2>/dev/null; then fail "a machine was fenced"; fi
for machine in 1 2; do
  on "$machine" xvm_why web 2>&1 | tee "$BED/why" || true
  grep 'has left by a migration: it left node1 .* to node3' "$BED/why"
done
crm crm_mon --one-shot --include=failures | tee "$BED/mon"
grep 'web start on node.*the guest runs on another node: node3' "$BED/mon"

virsh 3 shutdown web --mode acpi
# The guard on the machine that it left looks every 30 s.
within 100 eval "[ \$(boots web) = 2 ]"
settled
one web "$(where web)"
crm cibadmin --query --scope crm_config | tee "$BED/config"
if grep 'ha-xvm.departure' "$BED/config"; then fail "the departure is still known"; fi
once web
