# A connection that libvirt's own protocol is not spoken over here: virsh is taken instead, by itself, and the log says so.
guest web
resource web Connect_uri=qemu+unix:///system Debug_level=2
log=/var/cluster/logs/DS
both() { [ "$(pgrep -c -x guard_xvm)" = 2 ]; }
expect 0 xvm start web
up web
expect 0 xvm probe web
grep -rh 'virsh domstate' $log
within 10 grep -rq 'no events can be had from libvirt qemu+unix:///system' $log

# The emulator's process is watched all the same.
within 10 both
kill -KILL "$(emulator web)"
within 10 eval '! pgrep -x guard_xvm'
expect 100 xvm probe web
expect 0 xvm start web
up web 2
expect 0 xvm stop web
is web 'shut off'
