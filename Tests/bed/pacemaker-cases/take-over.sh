# A site that has a guest already comes over without a boot of it: one that VirtualDomain keeps, and one that an operator started by
# libvirt alone. Afterwards the guest is the agent's in every way: recorded, guarded, moved while it runs.
# machines: 2
# seconds: 50
guest old hb=0.2
guest bare hb=0.2
AGENT=heartbeat:VirtualDomain keep old on:1
virsh 1 define "$BED/bare.xml"
virsh 1 start bare
up old
up bare
settled
id=$(boot_id old) bare=$(boot_id bare)
agent() { crm cibadmin -Q -A "//primitive[@id='$1']" | grep -o 'provider="[a-z]*" type="[A-Za-z]*"'; }
[ "$(agent old)" = 'provider="heartbeat" type="VirtualDomain"' ]

# ours NAME BOOT-ID: it is kept here by the new agent, never booted since.
ours() {
  settled
  one "$1" 1
  unbroken "$1" "$2"
  [ "$(agent "$1")" = 'provider="ohac" type="xvm"' ] || fail "its agent is $(agent "$1")"
  [ "$(record 1 "$1")" = running ] || fail "it is on record as '$(record 1 "$1")'"
  within 20 eval "on 1 ls /run/ha-xvm/guards/$1 | grep ."
  [ "$(fail_count "$1" 1)" = 0 ]
}

# Nothing is taken over by mistake.
expect 1 eval "keep old on:1"
unbroken old "$id"
crm xvm_register --framework pacemaker --take-over -f "$BED/old.conf"
ours old "$id"
expect 1 eval "crm cibadmin -Q -A \"//primitive[@id='old']\" | grep -E 'is-managed|hypervisor=|name=\"config\"'"

keep bare on:1
ours bare "$bare"

for name in old bare; do crm crm_resource --move -r "$name" -N node2; done
settled
one old 2
one bare 2
unbroken old "$id"
unbroken bare "$bare"
[ "$(boots old)$(boots bare)" = 11 ]
