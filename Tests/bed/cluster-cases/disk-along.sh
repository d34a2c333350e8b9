# A disk that is on one machine alone goes along with the guest that moves, when its target is named: the guest goes on from what it wrote
# last, and so does its next boot there. Without the name the move is refused before anything is sent.
# machines: 2
# seconds: 60
disk=/var/local/web.img
for machine in 1 2; do on "$machine" mkdir -p "${disk%/*}"; done
on 1 truncate -s 1M "$disk"
guest web hb=0.1 lock image
# A file system in memory takes no direct writes everywhere.
sed -i "s|$BED/web.img|$disk|; s|cache='none'|cache='writethrough'|" "$BED/web.xml"
resource web
expect 0 xvm 1 start web
up web
id=$(boot_id web)
marked web 10
expect 1 on 1 xvm_move -P "$BED/web.conf" web node2 2>&1 | grep 'without shared storage is unsafe'
one web 1

on 2 truncate -s 1M "$disk"
resource web Migration_disks=vda
expect 0 on 1 xvm_move -P "$BED/web.conf" web node2
one web 2
unbroken web "$id"
marked web 30
if console web | grep TWICE; then fail "it found other data than it wrote"; fi
written=$(on 2 head -c 512 "$disk")
[ "${written%:*}" = "$id" ] || fail "on the other machine's disk is '$written'"

expect 0 xvm 2 start web
count=$(count web)
expect 0 xvm 2 stop web
expect 0 xvm 2 start web
kept web "$id" "$count"
