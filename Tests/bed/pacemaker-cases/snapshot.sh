# Backup software has put a layer upon the guest's disk, and the node loses power. Another node boots what the guest wrote to last, and
# never the old base; a node that does not see the layer does not start the guest. When the layer is merged back all is as before.
# StockAgents, VirtualDomain's habits: the stock agent boots the base on the other node, and says nothing.
# machines: 3
# seconds: 90
snapshot() {
  virsh "$1" snapshot-create-as web nightly --disk-only --atomic --no-metadata --diskspec "vda,file=$2"
}
disk() { virsh "$1" dumpxml web | sed -n "/<disk/,/<target/s/.*<source file='\([^']*\)'.*/\1/p" | head -n 1; }
# The cluster knows that the guest writes to this.
known() { crm cibadmin -Q -A "//nvpair[@name='ha-xvm.disks.web']" | grep -q "vda%09file:[a-z0-9]*:$1"; }
cut() {
  id=$(boot_id web) at=$(count web)
  bed kill "$1"
}

guest web hb=0.1 lock image
watch web
keep web on:2
up web
settled
within 5 known "$BED/web.img"
marked web 10
snapshot 2 "$BED/web.nightly"
within 5 known "$BED/web.nightly"
marked web $(($(count web) + 20))
cut 2
up web 2
fenced 2
node=$(where web)
[ "$node" != 2 ]
kept web "$id" "$at"
[ "$(disk "$node")" = "$BED/web.nightly" ]
one web "$node"
message_log "$node" web | grep "it last wrote to $BED/web.nightly, and the definition says $BED/web.img"
expect 1 on "$node" xvm_why web >"$BED/why"
grep '\[210109\]' "$BED/why" | grep "virsh blockcommit web vda --active --pivot --wait"

# Merged back, it is the base again, for all nodes.
virsh "$node" blockcommit web vda --active --pivot --wait
within 5 known "$BED/web.img"
rm "$BED/web.nightly"
expect 0 on "$node" xvm_why web
marked web $(($(count web) + 20))
bed boot 2
within 60 members 3
settled
cut "$node"
up web 3
kept web "$id" "$at"
bed boot "$node"
within 60 members 3
settled

# A layer that no other node sees: none starts the guest, until one does see it.
node=$(where web)
snapshot "$node" "$BED/web.local"
within 5 known "$BED/web.local"
marked web $(($(count web) + 20))
cut "$node"
mv "$BED/web.local" "$BED/away"
within 60 fenced "$node"
refused() { message_log "$1" web | grep '\[200119\]'; }
for other in 1 2 3; do [ "$other" = "$node" ] || within 60 refused "$other"; done
settled
[ -z "$(where web)" ] || fail "it runs on node$(where web)"
[ "$(boots web)" = 3 ]
mv "$BED/away" "$BED/web.local"
crm crm_resource --refresh --resource web
up web 4
kept web "$id" "$at"
settled
once web
