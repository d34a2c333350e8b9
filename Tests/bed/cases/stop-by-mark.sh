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

expect 0 xvm stop web
is web "shut off"
# None is there any more: success, with a warning in the log.
expect 0 xvm stop web
grep 'no guest on this node bears' /var/cluster/logs/DS/rg/web/message_log.txt
