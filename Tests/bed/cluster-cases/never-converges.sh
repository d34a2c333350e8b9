# A guest that writes faster than the link carries: the dry run names it so, the move is called off in time, and Abort_migration
# decides.
# machines: 2
# seconds: 60
guest web hb=0.1 write=40:0
resource web Abort_migration=TRUE
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

resource web
under 55 expect 0 moving 1 2 web 60
off 1 web
off 2 web
console web | grep GUEST-DOWN
