# With neither configuration nor record the hypervisor is asked for a guest that bears our mark.
guest web
resource web
expect 0 xvm start web
up web
rm "$BED/web.conf"
rm -r /run/ha-xvm/records

# Nobody can be asked: that is no success.
daemon stop
expect 1 xvm stop web
daemon start
is web running

# So it is where virsh is not installed: libvirt is there by its daemon, and by its socket alone.
process=$(emulator web)
for hidden in virsh libvirtd; do
  mount --bind /dev/null "$(type -P $hidden)"
  expect 1 xvm stop web
  kill -0 "$process"
done
umount "$(type -P virsh)" "$(type -P libvirtd)"

expect 0 xvm stop web
is web "shut off"
# None is there any more: success, with a warning in the log.
expect 0 xvm stop web
grep 'no guest on this node bears' /var/cluster/logs/DS/rg/web/message_log.txt
