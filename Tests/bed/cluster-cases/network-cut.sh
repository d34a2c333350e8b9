# The cable is pulled in the middle of a move: the guest stays, in one copy, and the next calls are right.
# machines: 2
# seconds: 50
guest web hb=0.1 write=30:0
resource web Abort_migration=TRUE
expect 0 xvm 1 start web
up web
id=$(boot_id web)
bed rate 1 80
begin=$SECONDS
moving 1 2 web 100 >"$BED/output" 2>&1 &
switch=$!
within 20 job 1 web
sleep 2
bed cut 1
expect 1 wait "$switch"
echo "figure: settled $((SECONDS - begin)) s after the move began"
cat "$BED/output"
runs 1 web
unbroken web "$id"
[ "$(record 1 web)" = running ]
expect 0 xvm 1 probe web
expect 0 xvm 1 start web

# What was there of it vanishes by itself once the other machine notices.
bed join 1
within 60 off 2 web
one web 1
unbroken web "$id"
