# Memory that was saved while the guest was in our charge, and since which nothing has run, is the newest there is, and a start goes on
# from it. Any other may be older than the disks: it is not brought back unless that is asked for.
guest web
resource web
expect 0 xvm start web
up web
id=$(boot_id web)
goes_on() {
  alive web
  [ "$(boot_id web)" = "$id" ]
}
virsh managedsave web
is web "shut off"
expect 0 xvm start web
goes_on
# As under a framework, which stops what it finds off.
virsh managedsave web
expect 0 xvm stop web
expect 0 xvm start web
goes_on
[ "$(boots web)" = 1 ]
# What cannot be restored keeps nobody down.
virsh managedsave web
truncate -s 100 /var/lib/libvirt/qemu/save/web.save
expect 0 xvm start web
up web 2
grep 'cannot be restored' /var/cluster/logs/DS/rg/web/message_log.txt

# Saved while it was not ours.
expect 0 xvm stop web
virsh start web
up web 3
id=$(boot_id web)
virsh managedsave web
expect 0 xvm start web
up web 4
[ "$(boot_id web)" != "$id" ]

expect 0 xvm stop web
virsh start web
up web 5
id=$(boot_id web)
virsh managedsave web
resource web Restore_saved_state=TRUE
expect 0 xvm start web
goes_on
