# A stop with a target is a move, and the start on the other machine accepts what has arrived; the console tells the stand-still.
# machines: 2
guest web hb=0.05
resource web
expect 0 xvm 1 start web
up web
id=$(boot_id web)
begin=${EPOCHREALTIME/./}
expect 0 moving 1 2 web 100
echo "figure: a stop that moves took $(((${EPOCHREALTIME/./} - begin) / 1000)) ms"
expect 0 xvm 2 start web
one web 2
unbroken web "$id"
[ -z "$(record 1 web)" ]
expect 0 xvm 2 probe web
message_log 1 web | grep 'was moved to node2'

# Both at once, as a framework may: the start waits for what is arriving and boots nothing.
moving 2 1 web 100 &
switch=$!
within 20 job 2 web
expect 0 xvm 1 start web
wait "$switch"
one web 1
unbroken web "$id"
[ "$(boots web)" = 1 ]
