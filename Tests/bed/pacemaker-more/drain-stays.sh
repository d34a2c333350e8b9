# A guest on a machine that is drained writes faster than it may be sent. The plan says so where that can be seen, and nothing is done; where
# it cannot, the guest's move is given up, it stays, and the machine is not put in standby, which would stop it. Only by leave is it stopped
# and started elsewhere.
# machines: 2
# seconds: 180
guest c hb=0.3
guest busy hb=0.3 write=40:0
keep c on:2
# More slowly than it writes, however busy this machine is.
keep busy on:2 Migration_bandwidth=1 Migration_throttle=0
declare -A id
for name in c busy; do
  up "$name"
  id[$name]=$(boot_id "$name")
done
settled

# same NAME...: still in its first boot, and no number of its counter is missing.
same() {
  local name
  for name; do
    unbroken "$name" "${id[$name]}"
    [ "$(boots "$name")" = 1 ] || fail "$name has booted again"
  done
}
standby() { crm crm_attribute --node "node$1" --name standby --query --quiet 2>/dev/null | grep -qx on; }
left() { crm cibadmin --query | grep -E 'id="ha-xvm-drain(-|")'; }

expect 3 on 2 xvm_drain node2 2>&1 | tee "$BED/two"
grep 'busy .*stopped and started on node1: .* written within a second' "$BED/two"
one c 2
# Where it cannot be seen its move is given up, and it stays; the node is not put in standby, which would stop it.
expect 1 on 1 xvm_drain node2 2>&1 | tee "$BED/two"
grep 'busy stays: ' "$BED/two"
grep 'guests have stayed on the node, and it is not in standby' "$BED/two"
expect 1 standby 2
one busy 2
off 2 c
same c busy
expect 1 left
# By leave it is stopped there and started elsewhere.
expect 0 on 2 xvm_drain --restart node2
standby 2
off 2 busy
up busy 2
same c
forget busy
expect 0 on 1 xvm_drain --back node2 | tee "$BED/two"
grep 'busy is left alone: it is nowhere now' "$BED/two"
one c 2
same c
expect 1 left
