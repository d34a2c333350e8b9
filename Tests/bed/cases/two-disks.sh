# A guest of two disks, of which a backup puts a layer upon one, then upon both, and merges one back: each start has to boot what the guest
# wrote to last on each of them, and its own marks prove that. Where one of the two would be an old one nothing boots, but by the word of a
# person.
# seconds: 120
log() { cat /var/cluster/logs/DS/rg/web/message_log.txt; }
# layer NAME=TARGET...: a layer BED/web.NAME upon the disk of each target; the other disks stay.
layer() {
  local word given=(--diskspec 'vda,snapshot=no' --diskspec 'vdb,snapshot=no')
  for word; do
    case ${word#*=} in
      vda) given[1]=vda,file=$BED/web.${word%=*} ;;
      vdb) given[3]=vdb,file=$BED/web.${word%=*} ;;
    esac
  done
  virsh snapshot-create-as web backup --disk-only --atomic --no-metadata "${given[@]}"
  for word; do within 5 known "${word#*=}" "web.${word%=*}"; done
}
# What the program knows that the guest writes to at a target.
known() { grep -q "%0A$1%09[a-z]*:[a-z0-9]*:$BED/$2\b" /var/lib/ha-xvm/shared/web; }
# What it runs on: both, in the order of the targets.
runs_on() {
  local found
  found=$(virsh domblklist web | awk '$1 ~ /^vd/ { print $2 }' | paste -sd ' ')
  [ "$found" = "$BED/$1 $BED/$2" ] || fail "it runs on $found"
}
# The power goes: what is cut off like this has written a bit more than its last marks.
cut() {
  marked web $(($(count web) + 20))
  marked web $(($(count web 2) + 20)) 2
  id=$(boot_id web) at=$(count web) at2=$(count web 2)
  kill -KILL "$(emulator web)"
  within 30 is web "shut off"
}
both_kept() {
  kept web "$id" "$at"
  kept web "$id" "$at2" 2
}

guest web lock image second
resource web Domain_definition="$BED/web.xml" Stop_timeout=100
expect 0 xvm start web
marked web 10
marked web 10 2
runs_on web.img web.second
first=$(boot_id web)

# One of the two.
layer b1=vdb
expect 1 xvm_why -G rg -P "$BED/web.conf" web >"$BED/why"
grep '\[210109\]' "$BED/why" | grep "virsh blockcommit web vdb --active --pivot --wait"
[ "$(grep -c '\[210109\]' "$BED/why")" = 1 ]
cut
virsh undefine web
expect 0 xvm start web
up web 2
runs_on web.img web.b1
both_kept

# Both, upon the layer that is there.
layer a1=vda b2=vdb
[ "$(expect 1 xvm_why -G rg -P "$BED/web.conf" web | grep -c '\[210109\]')" = 2 ]
cut
virsh undefine web
expect 0 xvm start web
up web 3
runs_on web.a1 web.b2
both_kept

# One is merged back, the other by one layer, and the backup removes what it does not need any more.
virsh blockcommit web vda --active --pivot --wait
within 5 known vda web.img
virsh blockcommit web vdb --active --shallow --pivot --wait
within 5 known vdb web.b1
mv "$BED/web.a1" "$BED/a1"
mv "$BED/web.b2" "$BED/b2"
cut
expect 0 xvm start web
up web 4
runs_on web.img web.b1
both_kept
# A node that has an old definition of it, with the layers that are void now.
cut
virsh dumpxml --inactive web >"$BED/own.xml"
sed "s|$BED/web.img|$BED/web.a1|; s|$BED/web.b1|$BED/web.b2|" "$BED/own.xml" >"$BED/old.xml"
mv "$BED/a1" "$BED/web.a1"
mv "$BED/b2" "$BED/web.b2"
virsh undefine web
virsh define "$BED/old.xml"
expect 0 xvm start web
up web 5
runs_on web.img web.b1
both_kept
rm "$BED/web.a1" "$BED/web.b2"

# The one that is right boots no guest whose other one would be old.
cut
echo Disk_policy=REFUSE >>"$BED/web.conf"
expect 1 xvm start web
log | grep '\[200118\]' | grep "vdb: it last wrote to $BED/web.b1, and the definition says $BED/web.second"
[ "$(log | grep -c '\[200118\].*vda:' || true)" = 0 ]
is web "shut off"
sed -i /Disk_policy/d "$BED/web.conf"
mv "$BED/web.b1" "$BED/away"
expect 1 xvm start web
log | grep '\[200119\]' | grep "$BED/web.b1"
is web "shut off"
mv "$BED/away" "$BED/web.b1"
expect 0 xvm start web
up web 6
both_kept

# By the word of a person: the second disk is that of the first boot again, and the first goes on.
cut
echo Disk_policy=DEFINITION >>"$BED/web.conf"
expect 0 xvm start web
up web 7
runs_on web.img web.second
kept web "$id" "$at"
kept web "$first" 10 2
expect 0 xvm stop web
