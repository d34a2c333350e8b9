# Two starts at once: one guest, and both succeed.
guest web
resource web
xvm start web & first=$!
xvm start web & second=$!
expect 0 wait "$first"
expect 0 wait "$second"
up web
alive web
[ "$(boots web)" = 1 ]
[ "$(pgrep -c -f -- "guest=web,")" = 1 ]
# One guard of them is left: a keeper and its watch.
one_guard() { [ "$(pgrep -c -x guard_xvm)" = 2 ]; }
within 20 one_guard
