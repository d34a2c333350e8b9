# A guest that writes faster than the link carries arrives throttled, and that is said: by the dry run, and in the log when each step is
# taken. Where it must not be throttled the dry run names it so, the move is called off in time, and Abort_migration decides.
# machines: 2
# seconds: 180
guest web hb=0.1 write=40:0
resource web Abort_migration=TRUE Migration_throttle=0 Migration_downtime=1000
expect 0 xvm 1 start web
up web
id=$(boot_id web)
bed rate 1 40

expect 1 on 1 xvm_move -n -P "$BED/web.conf" web node2 2>&1 | grep 'faster than it can be sent'
under 40 expect 1 moving 1 2 web 60 2>&1 | tee "$BED/output"
grep 'not over after' "$BED/output"
one web 1
unbroken web "$id"
[ "$(record 1 web)" = running ]
# A later move begins with QEMU's own stand-still.
virsh 1 migrate-getmaxdowntime web | grep -x 300

# First it may stand still for longer, then it is throttled, more and more.
resource web Abort_migration=TRUE
# Slow enough for a guest that a busy machine starves, too.
bed rate 1 20
expect 0 on 1 xvm_move -n -P "$BED/web.conf" web node2 | tee "$BED/forecast"
grep 'arrives only throttled' "$BED/forecast"
bed rate 1 80
begin=$SECONDS
under 130 expect 0 moving 1 2 web 300
echo "figure: arrived after $((SECONDS - begin)) s"
one web 2
unbroken web "$id"
message_log 1 web >"$BED/steps"
first=$(grep -n 'it may stand still for up to 2.0 s at the end' "$BED/steps" | cut -d : -f 1)
second=$(grep -n 'it is throttled by 30 % of its processor time' "$BED/steps" | cut -d : -f 1)
[ "$first" -lt "$second" ]
grep 'MiB sent, .*, throttled by [369]' "$BED/steps"

resource web Migration_throttle=0 Migration_downtime=300
expect 0 xvm 2 start web
bed rate 2 40
under 55 expect 0 moving 2 1 web 60
off 1 web
off 2 web
console web | grep GUEST-DOWN
