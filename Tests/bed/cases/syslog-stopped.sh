# A syslog daemon that reads no more must not hold a probe up: the line is dropped, and the resource's log says so.
guest web
resource web Debug_level=2
expect 0 xvm start web

# A socket that nobody ever reads from, filled to the brim.
python3 - <<'PYTHON' &
import socket, time
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind("/dev/log")
filler = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
filler.setblocking(False)
try:
    while True:
        filler.sendto(b"x" * 512, "/dev/log")
except BlockingIOError:
    open("/run/full", "w").close()
time.sleep(600)
PYTHON
within 20 test -e /run/full
under 3 expect 0 xvm probe web
grep 'syslog did not take this line' /var/cluster/logs/DS/rg/web/message_log.txt
