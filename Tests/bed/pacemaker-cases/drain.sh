# A machine is drained of its guests while they run, and taken back: no guest is booted for it. What is slower stands in
# pacemaker-more: drain-round, drain-stays, drain-target and drain-killed.
# machines: 2
# seconds: 80
guest a hb=0.3
guest b hb=0.3
keep a on:1
keep b on:1
declare -A id
for name in a b; do
  up "$name"
  id[$name]=$(boot_id "$name")
done
settled
standby() { crm crm_attribute --node "node$1" --name standby --query --quiet 2>/dev/null | grep -qx on; }
# left: what drains have put into the constraints and resources, and who drains.
left() { crm cibadmin --query | grep -E 'id="ha-xvm-drain(-|")'; }

expect 0 on 1 xvm_drain -n node1 | grep -E '^ +a +live to node2'
one a 1
expect 1 standby 1
expect 0 on 1 xvm_drain node1
standby 1
one a 2
one b 2
expect 1 left
# Called on the other machine; what left comes home.
expect 0 on 2 xvm_drain --back node1
expect 1 standby 1
for name in a b; do
  one "$name" 1
  unbroken "$name" "${id[$name]}"
  [ "$(boots "$name")" = 1 ] || fail "$name has booted again"
done
expect 1 left
