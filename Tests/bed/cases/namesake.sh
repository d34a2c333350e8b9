# The guest was undefined, defined with another UUID and started again by hand: what runs bears its name and is not the one on
# record. Its disks may be the same, so no stop succeeds while it lives, and it is neither taken for the guest nor stopped.
# seconds: 45
guest web
resource web Stop_timeout=20
expect 0 xvm start web
up web
virsh destroy web
virsh undefine web
sed -i '/<uuid>/d' "$BED/web.xml"
virsh define "$BED/web.xml"
virsh start web
up web 2
id=$(boot_id web)
process=$(emulator web)

expect 1 xvm start web
grep 200114 /var/cluster/logs/DS/rg/web/message_log.txt
expect 1 xvm stop web

daemon stop
expect 1 xvm probe web
expect 1 xvm stop web
kill -0 "$process"
# Nor does the daemon's word that the guest is off prove anything, when it has forgotten the one that runs.
rm /run/libvirt/qemu/web.xml
daemon start
is web "shut off"
expect 1 xvm probe web
expect 1 xvm start web
expect 1 xvm stop web
kill -0 "$process"
unbroken web "$id"

# It is ended by hand; then the guest is the one that is defined now.
kill -TERM "$process"
within 20 gone "$process"
expect 0 xvm start web
up web 3
expect 0 xvm stop web
is web "shut off"
