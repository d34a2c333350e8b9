# Three machines with six guests are drained in turn, one of them while a backup job keeps a guest, and taken back: no guest is booted for
# it. For one that never arrives see drain-stays, for a target that is lost drain-target, for drains that are killed drain-killed.
# machines: 3
# seconds: 200
guest a hb=0.3
guest b hb=0.3 lock
guest c hb=0.3
guest d hb=0.3
guest e hb=0.3
guest f hb=0.3
keep a on:1
keep b on:1
keep c on:2
keep d on:2
keep e on:3
keep f on:3
declare -A id
for name in a b c d e f; do
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
# left: what drains have put into the constraints and resources, and who drains.
left() { crm cibadmin --query | grep -E 'id="ha-xvm-drain(-|")'; }

# A backup is waited for.
cat >"$BED/backup.xml" <<XML
<domainbackup mode='pull'><server transport='unix' socket='$BED/backup.sock'/>
<disks><disk name='vda' backup='yes' type='file'><scratch file='$BED/scratch'/></disk></disks></domainbackup>
XML
virsh 1 backup-begin b "$BED/backup.xml"
on 1 xvm_drain node1 >"$BED/one" 2>&1 &
drainer=$!
within 120 eval 'message_log 1 b | grep "the move of guest b waits: .*a backup is under way"'
virsh 1 domjobabort b
wait "$drainer" || fail "$(cat "$BED/one")"
cat "$BED/one"
grep 'b is busy\|it is busy, and its move waits' "$BED/one"
standby 1
off 1 a
off 1 b
same a b
expect 1 left
# Called on another machine; what left comes home.
expect 0 on 2 xvm_drain --back node1
expect 1 standby 1
one a 1
one b 1
same a b
expect 1 left

# The others, both guests at a time, and the last one from where it is not looked at.
expect 0 on 2 xvm_drain --parallel 2 node2
standby 2
off 2 c
off 2 d
expect 0 on 2 xvm_drain --back --parallel 2 node2
expect 0 on 1 xvm_drain --parallel 2 node3
standby 3
off 3 e
off 3 f
expect 0 on 1 xvm_drain --back --parallel 2 node3
one e 3
one f 3
one c 2
one d 2
same a b c d e f
expect 1 left
