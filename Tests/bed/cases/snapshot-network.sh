# A layer upon a disk that is no file of this node, and a layer upon that: what the guest wrote to last boots, on a node that never knew
# the guest too. A layer that took in all that was below it is the disk then.
disk() { virsh dumpxml web | sed -n "/<disk/,/<target/s/.*<source file='\([^']*\)'.*/\1/p" | head -n 1; }
known() { grep -rhq "vda.*$1" /var/lib/ha-xvm/shared/web; }
snapshot() {
  virsh snapshot-create-as web "$1" --disk-only --atomic --no-metadata --diskspec "vda,file=$BED/web.$1"
  within 5 known "web.$1"
}
cut() {
  id=$(boot_id web) at=$(count web)
  kill -KILL "$(emulator web)"
  within 30 is web "shut off"
}

# shellcheck disable=SC2154 # of the prelude
"$here/disk" "$BED" web
guest web lock
resource web Domain_definition="$BED/web.xml" Stop_timeout=100
expect 0 xvm start web
marked web 10
snapshot one
marked web $(($(count web) + 20))
snapshot two
marked web $(($(count web) + 20))
cut
virsh undefine web
expect 0 xvm start web
up web 2
[ "$(disk)" = "$BED/web.two" ]
kept web "$id" "$at"
marked web 10
virsh blockpull web vda --wait
within 5 known "web.two.*-:$BED/web.one"
marked web $(($(count web) + 20))
rm "$BED/web.one"
cut
virsh undefine web
expect 0 xvm start web
up web 3
[ "$(disk)" = "$BED/web.two" ]
kept web "$id" "$at"

# A layer that is lost is not replaced by what is below it, and the other way round by a word of a person.
marked web 10
cut
rm "$BED/web.two"
expect 1 xvm start web
grep '\[200119\]' /var/cluster/logs/DS/rg/web/message_log.txt
echo Disk_policy=DEFINITION >>"$BED/web.conf"
expect 0 xvm start web
up web 4
expect 0 xvm stop web
kill "$(cat "$BED/web.nbd.pid")"
