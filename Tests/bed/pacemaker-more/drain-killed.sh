# A drain that is killed leaves nothing that the next call does not clear away, one that is asked to end leaves a sound state, and the
# whole cluster is gone round. No guest is booted for it.
# machines: 2
# seconds: 150
guest a hb=0.2
guest b hb=0.2
# Slow enough for it to be under way when something happens.
keep a on:1 Migration_bandwidth=4
keep b on:1
up a
up b
settled
first=$(boot_id a) second=$(boot_id b)
same() {
  unbroken a "$first"
  unbroken b "$second"
  [ "$(boots a)$(boots b)" = 11 ] || fail "one has booted again"
}
standby() { crm crm_attribute --node "node$1" --name standby --query --quiet 2>/dev/null | grep -qx on; }
left() { crm cibadmin --query | grep -E 'id="ha-xvm-drain(-|")'; }
# signal NAME: to the drain on machine 1.
signal() { for process in $(on 1 pgrep -f '^xvm_drain '); do on 1 kill "-$1" "$process"; done; }

on 1 xvm_drain node1 &
drainer=$!
within 60 job 1 a
signal KILL
wait "$drainer" && fail "it was not killed"
left | grep 'id="ha-xvm-drain-a"'
# Whether it is dead is not to be seen on another machine.
expect 1 on 2 xvm_drain --back node1 2>&1 | grep 'xvm_drain on node1, process'
expect 0 on 1 xvm_drain node1 2>&1 | tee "$BED/output"
grep 'cleared away 1 of a drain that was killed' "$BED/output"
standby 1
one a 2
one b 2
same
expect 1 left
expect 0 on 2 xvm_drain --back node1
one a 1
one b 1

# Asked to end, it sees the move that is under way to its end, and begins nothing more.
on 1 xvm_drain node1 >"$BED/output" 2>&1 &
drainer=$!
within 60 job 1 a
signal INT
status=0
wait "$drainer" || status=$?
cat "$BED/output"
[ "$status" = 1 ] || fail "exit status $status"
grep 'a is seen to the end' "$BED/output"
grep 'ended before all was done.*a is on node2.*xvm_drain --back node1' "$BED/output"
expect 1 standby 1
one a 2
one b 1
same
expect 1 left
expect 0 on 1 xvm_drain --back node1
one a 1

# The whole cluster, the machine that it is called on last.
cat >"$BED/work" <<'SH'
#! /bin/sh
echo "$2 $(crm_attribute --node "$2" --name standby --query --quiet)" >>"$1"
SH
chmod 755 "$BED/work"
expect 0 on 1 xvm_drain --each "$BED/work $BED/worked"
[ "$(cat "$BED/worked")" = $'node2 on\nnode1 on' ] || fail "$(cat "$BED/worked")"
expect 1 standby 1
expect 1 standby 2
one a 1
one b 1
same
expect 1 left
# It stops where the command fails, and says so.
expect 1 on 1 xvm_drain --each false 2>&1 | grep 'node2: the round of all nodes was stopped: .*false exited with status 1'
standby 2
expect 0 on 1 xvm_drain --back node2
expect 1 standby 2
same
