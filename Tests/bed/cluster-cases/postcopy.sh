# A guest that writes faster than the link carries, and must not be throttled, goes on at the other machine before all of its memory is
# there, where that is allowed. It is said, nothing calls it off meanwhile, and the guest does not reboot.
# machines: 2
# seconds: 90
guest web hb=0.1 write=40:0
resource web Migration_throttle=0 Migration_postcopy=TRUE Migration_downtime=300
expect 0 xvm 1 start web
up web
id=$(boot_id web)
bed rate 1 40
expect 0 on 1 xvm_move -n -P "$BED/web.conf" web node2 | grep 'arrives only by post-copy'

moving 1 2 web 300 >"$BED/output" 2>&1 &
switch=$!
on_both() { grep -q 'paused (post-copy)' <<<"$(virsh 1 domstate --reason web)"; }
within 90 on_both
# It goes on there a moment after it has stopped here.
within 30 runs 2 web
expect 1 virsh 1 domjobabort web
expect 0 wait "$switch"
message_log 1 web | grep 'it goes on there while the rest of its memory follows (post-copy)'
one web 2
unbroken web "$id"
expect 0 xvm 2 start web
expect 0 xvm 2 probe web
