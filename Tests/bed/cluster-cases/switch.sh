# A stop with a target is a move, and the start on the other machine accepts what has arrived; the console tells the stand-still.
# machines: 2
guest web hb=0.05
resource web
expect 0 xvm 1 start web
up web
id=$(boot_id web)
watch web
alive web
begin=${EPOCHREALTIME/./}
expect 0 moving 1 2 web 100
echo "figure: a stop that moves took $(((${EPOCHREALTIME/./} - begin) / 1000)) ms"
expect 0 xvm 2 start web
one web 2
echo "figure: the guest stood still for $(still web) ms at most, where 50 are between two beats"
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

# What libvirt has made of its definition on the way says the same as the file, by which it boots.
expect 0 xvm 1 stop web
expect 0 xvm 1 start web
up web 2
[ "$(message_log 1 web | grep -c 'defined otherwise')" = 0 ]
