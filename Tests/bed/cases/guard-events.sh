# The guard hears of the guest from libvirt's daemon, and again from the one that follows it; whatever it hears, only a death
# ends it.
# seconds: 70
guest web hb=0.2 crash=25
# The guard looks at it once in ten minutes.
resource web Guard_interval=600
expect 0 xvm start web
up web
both() { [ "$(pgrep -c -x guard_xvm)" = 2 ]; }
both
guards=$(pgrep -x guard_xvm)

# What is no death: a pause, a reset, and the daemon's own end.
virsh suspend web
virsh resume web
virsh reset web
up web 2
daemon stop
sleep 1
daemon start
[ "$(pgrep -x guard_xvm)" = "$guards" ]
log=/var/cluster/logs/DS/rg/web/message_log.txt
within 10 grep 'events come from the hypervisor again' "$log"
[ "$(grep -c 'no events from the hypervisor' "$log")" = 1 ]

# Of the crash nothing but an event tells: the subscription is the new daemon's.
within 60 is web crashed
within 5 eval '! pgrep -x guard_xvm'
expect 0 xvm stop web

# A new daemon, and then the emulator's death.
guest app
resource app
expect 0 xvm start app
daemon stop
daemon start
kill -KILL "$(emulator app)"
within 5 eval '! pgrep -x guard_xvm'

# No daemon: the process alone tells, once the daemon has had its time to say that it was a move.
expect 0 xvm start app
both
daemon stop
kill -KILL "$(emulator app)"
within 60 eval '! pgrep -x guard_xvm'
