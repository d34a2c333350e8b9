# A guest with a layer upon its disk goes to another node, where the layer is merged back. The node that it left still has a definition
# that names the layer, which is old now: after a loss of power it boots the base there, and nothing older.
# machines: 3
# seconds: 80
known() { crm cibadmin -Q -A "//nvpair[@name='ha-xvm.disks.web']" | grep -q "$1%0Avda%09file:[a-z0-9]*:$2"; }
disk() { virsh "$1" dumpxml "${@:2}" web | sed -n "/<disk/,/<target/s/.*<source file='\([^']*\)'.*/\1/p" | head -n 1; }

guest web hb=0.1 lock image
watch web
keep web on:1 Migration_type=NORMAL
up web
settled
marked web 10
virsh 1 snapshot-create-as web nightly --disk-only --atomic --no-metadata --diskspec "vda,file=$BED/web.nightly"
within 5 known node1 "$BED/web.nightly"
id=$(boot_id web) at=$(count web)
crm crm_resource --move --resource web --node node2
settled
one web 2
up web 2
kept web "$id" "$at"
[ "$(disk 1 --inactive)" = "$BED/web.nightly" ]
within 10 known node2 "$BED/web.nightly"
cp "$BED/web.nightly" "$BED/old"
virsh 2 blockcommit web vda --active --pivot --wait
within 5 known node2 "$BED/web.img"
# Backup software may leave the file.
cp "$BED/old" "$BED/web.nightly"
marked web $(($(count web) + 20))
# The next node is the first again.
crm crm_resource --ban --resource web --node node3
crm crm_resource --clear --resource web --node node2
id=$(boot_id web) at=$(count web)
bed kill 2
up web 3
on_machine web 1 || fail "it is on node$(where web)"
kept web "$id" "$at"
[ "$(disk 1)" = "$BED/web.img" ]
within 5 known node1 "$BED/web.img"
settled
once web
