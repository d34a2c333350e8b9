# The target of a move loses its power in the middle of a drain: another one is found, and what ran on the lost machine is started where
# there is power, and does not stay on the machine that is drained. No guest of that machine is booted.
# machines: 3
# seconds: 150
guest a hb=0.3
guest b hb=0.3
guest e hb=0.3
guest f hb=0.3
keep a on:1
keep b on:2
# Slow enough for it to be under way when the power goes.
keep e on:3 Migration_bandwidth=4
keep f on:3
for name in a b e f; do up "$name"; done
first=$(boot_id e) second=$(boot_id f)
settled
standby() { crm crm_attribute --node "node$1" --name standby --query --quiet 2>/dev/null | grep -qx on; }
left() { crm cibadmin --query | grep -E 'id="ha-xvm-drain(-|")'; }

target=$(on 1 xvm_drain -n --json node3 | sed -nE 's/.*"resource": "e", "way": "live", "target": "node([12])".*/\1/p')
[ -n "$target" ] || fail "no target for e"
on 3 xvm_drain node3 >"$BED/output" 2>&1 &
drainer=$!
within 60 job 3 e
bed kill "$target"
wait "$drainer" || fail "$(cat "$BED/output")"
cat "$BED/output"
grep "e is sent again: node$target has gone away" "$BED/output"
standby 3
for name in a b e f; do within 60 on_machine "$name" $((3 - target)); done
unbroken e "$first"
unbroken f "$second"
[ "$(boots e)$(boots f)" = 11 ] || fail "one has booted again"
expect 1 left
# Home again, also from a machine that has not seen any of it.
expect 0 on $((3 - target)) xvm_drain --back node3
one e 3
one f 3
unbroken e "$first"
