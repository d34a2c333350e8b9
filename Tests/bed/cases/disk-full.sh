# The file system of the run records is full: a stop stops the guest all the same, and a start says what is the matter.
guest web
resource web
expect 0 xvm start web
up web
mount -o "remount,size=$(($(df --output=used -k /run | tail -n 1) + 256))k" /run
! dd if=/dev/zero of=/run/filling bs=4k status=none 2>/dev/null
expect 0 xvm stop web
grep 'No space left' /var/cluster/logs/DS/rg/web/message_log.txt
is web 'shut off'
console web | grep GUEST-DOWN
expect 1 xvm start web 2>&1 | grep 'No space left'
is web 'shut off'

rm /run/filling
mount -o remount,size=1g /run
expect 0 xvm start web
up web 2
