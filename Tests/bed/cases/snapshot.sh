# Backup software puts a layer upon the guest's disk while it runs, and its definition stays. A start boots what the guest wrote to last
# and never the old base: what the guest finds on its own disk proves it. When the layer is merged back all is as before.
# seconds: 60
log() { cat /var/cluster/logs/DS/rg/web/message_log.txt; }
snapshot() {
  virsh snapshot-create-as web nightly --disk-only --atomic --no-metadata --diskspec "vda,file=$BED/web.nightly"
}
# The disk of the guest as it runs.
disk() { virsh dumpxml web | sed -n "/<disk/,/<target/s/.*<source file='\([^']*\)'.*/\1/p" | head -n 1; }
known() { grep -rhq "vda.*$1" /var/lib/ha-xvm/shared/web; }
# What is cut off like this has written a bit more than its last mark.
cut() {
  id=$(boot_id web) at=$(count web)
  kill -KILL "$(emulator web)"
  within 30 is web "shut off"
}

guest web lock image
resource web Domain_definition="$BED/web.xml" Stop_timeout=100
expect 0 xvm start web
marked web 10
snapshot
within 5 known web.nightly
# It is said while it lasts.
says() { grep '\[210109\]' <<<"$1" | grep -F "the guest runs on $BED/web.nightly, and the definition says $BED/web.img"; }
says "$(xvm_why -G rg -P "$BED/web.conf" web)"
says "$(xvm_status --json -P "$BED/web.conf" web | grep '"sentence"\|"code"' | tr -d '\n' | sed 's/210109/[&]/')"
says "$(xvm validate web 2>&1)"
marked web $(($(count web) + 20))
cut

# Its own definition, which libvirt has changed, is not overwritten by an older state.
expect 0 xvm start web
up web 2
[ "$(disk)" = "$BED/web.nightly" ]
kept web "$id" "$at"
log | grep "it last wrote to $BED/web.nightly, and the definition says $BED/web.img"
marked web 10
cut

# Nor does it start there when this node has forgotten the guest, as another node that never knew it.
virsh undefine web
expect 0 xvm start web
up web 3
[ "$(disk)" = "$BED/web.nightly" ]
kept web "$id" "$at"
marked web 10
cut

# The layer is not there: the base alone is an old state.
mv "$BED/web.nightly" "$BED/away"
expect 1 xvm start web
log | grep '\[200119\]' | grep -F "$BED/web.nightly"
is web "shut off"
mv "$BED/away" "$BED/web.nightly"
# A person decides.
echo Disk_policy=REFUSE >>"$BED/web.conf"
expect 1 xvm start web
log | grep '\[200118\]' | grep -F "$BED/web.nightly"
is web "shut off"
sed -i /Disk_policy/d "$BED/web.conf"
expect 0 xvm start web
up web 4
kept web "$id" "$at"

# A commit that is under way has moved nothing yet; one that is over has.
marked web 10
virsh blockcommit web vda --active --wait
within 5 known web.nightly
cut
expect 0 xvm start web
up web 5
kept web "$id" "$at"
marked web 10
virsh blockcommit web vda --active --pivot --wait
[ "$(disk)" = "$BED/web.img" ]
expect 0 xvm_why -G rg -P "$BED/web.conf" web
marked web $(($(count web) + 20))
rm "$BED/web.nightly"
cut
expect 0 xvm start web
up web 6
[ "$(disk)" = "$BED/web.img" ]
kept web "$id" "$at"
expect 0 xvm stop web
