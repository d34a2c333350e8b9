# A move by hand, there and back: the guest does not reboot, its resource is gone here, and only where it is can it be kept.
# machines: 2
guest web hb=0.1
resource web
expect 0 xvm 1 start web
up web
id=$(boot_id web)

# A user's typos.
expect 1 on 1 xvm_move -P "$BED/web.conf" web nod2 2>&1 | grep 'did you mean node2'
expect 2 on 1 xvm_move -P "$BED/web.conf" web
expect 1 on 1 xvm_move wbe node2 2>&1 | grep 'did you mean web'
one web 1

begin=${EPOCHREALTIME/./}
expect 0 on 1 xvm_move -P "$BED/web.conf" web node2
echo "figure: moved in $(((${EPOCHREALTIME/./} - begin) / 1000)) ms"
one web 2
unbroken web "$id"
[ "$(record 1 web)" = departed ]
expect 0 xvm 1 probe web

# It is not started twice, whatever is called on the machine that it left.
expect 1 xvm 1 start web 2>&1 | grep 'runs on another node: node2'
expect 0 xvm 1 stop web
expect 1 xvm 1 start web 2>&1 | grep 'runs on another node: node2'
one web 2

expect 0 xvm 2 start web
expect 0 on 2 xvm_move -P "$BED/web.conf" web node1
one web 1
expect 0 xvm 1 start web
unbroken web "$id"
[ "$(record 1 web)" = running ]

# Where it went denies having it: it may be started again. Where that cannot be asked an operator says so.
expect 0 xvm 1 stop web
expect 0 xvm 2 start web
up web 2
expect 0 xvm 2 stop web
off 1 web
off 2 web
