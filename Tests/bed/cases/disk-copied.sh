# A disk is copied to another storage while the guest runs, and the old place stays what it was then: no start boots it. A definition
# that comes to name a disk which the guest never had is taken at its word, and so is one that a person vouches for.
log() { cat /var/cluster/logs/DS/rg/web/message_log.txt; }
disk() { virsh dumpxml web | sed -n "/<disk/,/<target/s/.*<source file='\([^']*\)'.*/\1/p" | head -n 1; }
known() { grep -rhq "vda.*$1.*-:.*$2" /var/lib/ha-xvm/shared/web; }
cut() {
  id=$(boot_id web) at=$(count web)
  kill -KILL "$(emulator web)"
  within 30 is web "shut off"
}

guest web lock image
resource web Domain_definition="$BED/web.xml" Stop_timeout=100
expect 0 xvm start web
marked web 10
first=$(boot_id web)
truncate -s 1M "$BED/copy.img"
virsh blockcopy web vda --dest "$BED/copy.img" --transient-job --reuse-external --format raw --wait --pivot
within 5 known copy.img web.img
marked web $(($(count web) + 20))
cut
virsh undefine web
expect 0 xvm start web
up web 2
[ "$(disk)" = "$BED/copy.img" ]
kept web "$id" "$at"
expect 0 xvm stop web

# Somebody wants the disk of a backup in its place, and says so.
sed -i "s|/web.img|/restored.img|" "$BED/web.xml"
cp "$BED/web.img" "$BED/restored.img"
expect 0 xvm start web
up web 3
[ "$(disk)" = "$BED/restored.img" ]
kept web "$first" 10
log | grep "boots $BED/restored.img as vda, which its definition has come to name; it wrote to $BED/copy.img last"
expect 0 xvm stop web
sed -i "s|/restored.img|/web.img|" "$BED/web.xml"
expect 0 xvm start web
up web 4
kept web "$first" 10
expect 0 xvm stop web
