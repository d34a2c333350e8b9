# A group that is a unit: its guests go from node to node together and while they run, one stops alone, and tags become units without a boot.
# machines: 3
# seconds: 170
unit() { keep "$@" RG=all-rg; }
for name in a b; do guest "$name" hb=0.2; done
unit a on:1
unit b on:1
for name in a b; do up "$name"; done
settled
together() { [ "$(where a) $(where b) $(crm crm_resource -W -r all-rg-anchor -Q)" = "$1 $1 node$1" ]; }
together 1
a=$(boot_id a) b=$(boot_id b)
on 1 scha_resourcegroup_get -G all-rg -O RESOURCE_LIST | paste -sd ' ' | grep -x 'a b'

# What is said to the anchor is said to the group.
crm crm_resource --move -r all-rg-anchor -N node2
within 60 together 2
settled
crm crm_resource --clear -r all-rg-anchor
unbroken a "$a"
unbroken b "$b"
[ "$(crm scha_resourcegroup_get -G all-rg -O RG_STATE_NODE node2)" = ONLINE ]
[ "$(crm scha_resourcegroup_get -G all-rg -O RG_STATE_NODE node1)" = OFFLINE ]

# A guest that is moved takes the others with it.
expect 0 on 2 xvm_move a node3
within 60 together 3
settled
on 3 xvm_move --clear a
unbroken a "$a"
unbroken b "$b"

# One is stopped, and it alone.
crm crm_resource -r a -m -p target-role -v Stopped
settled
[ -z "$(where a)" ]
unbroken b "$b"
crm crm_resource -r a -m -d target-role
up a 2
settled
together 3

# One fails too often: the group goes, and the other one goes while it runs.
crm crm_resource -r a -m -p migration-threshold -v 1
pid=$(on 3 cat /run/libvirt/qemu/a.pid)
on 3 kill -KILL "$pid"
up a 3
settled
[ "$(where a)" != 3 ]
together "$(where a)"
unbroken b "$b"
crm crm_resource --cleanup -r a
crm crm_resource -r a -m -p migration-threshold -v 5
settled

# Its node is lost: all of it is on another one, and once.
lost=$(where a)
bed kill "$lost"
up a 4
up b 2
settled
together "$(where a)"
bed boot "$lost"
within 30 members 3
settled

# A group that is stopped says so of its guests.
crm crm_resource -r all-rg-anchor -m -p target-role -v Stopped
settled
[ -z "$(where a)$(where b)" ]
(crm xvm_why a || true) | grep 'all-rg-anchor: .*crm_resource --resource all-rg-anchor'
crm crm_resource -r all-rg-anchor -m -d target-role
up a 5
up b 3
settled
together "$(where a)"

# A node is drained of a group: its guests go while they run.
a=$(boot_id a) b=$(boot_id b) home=$(where a)
expect 0 on "$home" xvm_drain "node$home"
together "$(where a)"
[ "$(where a)" != "$home" ]
unbroken a "$a"
unbroken b "$b"
expect 0 on "$home" xvm_drain --back "node$home"
settled

# Six guests of two tags go on while these become units.
declare -A boot
for name in c d e f g h; do
  guest "$name" hb=0.2
  if [[ $name < f ]]; then FLAGS=--tag keep "$name" on:2 RG=more-rg; else FLAGS=--tag keep "$name" on:3 RG=next-rg; fi
done
for name in c d e f g h; do
  up "$name"
  boot[$name]=$(boot_id "$name")
done
settled
for name in c f; do crm xvm_register --framework pacemaker --anchor -f "$BED/$name.conf" | tee "$BED/register-$name"; done
grep 'make the group more-rg a unit of c, d, e' "$BED/register-c"
grep 'make the group next-rg a unit of f, g, h' "$BED/register-f"
settled
for name in c d e f g h; do unbroken "$name" "${boot[$name]}"; done
[ "$(crm crm_resource -W -r more-rg-anchor -Q)" = "node$(where c)" ]
[ "$(crm crm_resource -W -r next-rg-anchor -Q)" = "node$(where f)" ]
for name in d g; do crm xvm_register --framework pacemaker -f "$BED/$name.conf" | grep 'nothing to change'; done

# The anchor goes with the last guest of its group.
for name in c d e; do crm xvm_remove --framework pacemaker -f "$BED/$name.conf"; done
settled
if crm cibadmin --query --xpath "//configuration//*[contains(@id, 'more-rg')]"; then fail "something of the group is left"; fi
