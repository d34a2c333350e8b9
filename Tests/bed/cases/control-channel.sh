# An emulator that is stuck runs to libvirt, which cannot command it: people are told. And what the daemon says of autostart and of
# saved memory is asked for without virsh.
guest web
resource web
virsh autostart web
expect 1 xvm validate web
virsh autostart --disable web
expect 0 xvm start web
up web

status() { xvm_status -G rg -P "$BED/web.conf" web; }
status | grep 'State: *running'
expect 1 eval 'status | grep "control channel"'
kill -STOP "$(emulator web)"
virsh qemu-monitor-command web --hmp info status &
within 20 eval 'status | grep "control channel: the emulator has not answered for"'
expect 0 xvm probe web
kill -CONT "$(emulator web)"
wait $!
within 20 eval '! status | grep "control channel"'

virsh managedsave web
expect 0 xvm start web
grep 'saved memory image on this node: it is restored' /var/cluster/logs/DS/rg/web/message_log.txt
