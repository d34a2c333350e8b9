# What is neither running nor gone: paused, crashed and kept, stubborn. xl lists all of them with exit status 0.
guest web pv hb=1 -- 'on_crash = "preserve"'
resource web
expect 0 xvm 1 start web
up web
xl 1 pause web
expect 0 xvm 1 probe web
resource web On_operator_pause=RESTART
expect 100 xvm 1 probe web
# A stop lets it go on first: xl waits 60 s for a paused guest to shut down, and gives up.
under 40 expect 0 xvm 1 stop web
off 1 web

guest crash pv hb=1 crash=4 panic=0 -- 'on_crash = "preserve"'
resource crash
expect 0 xvm 1 start crash
within 240 is 1 crash ---sc-
expect 100 xvm 1 probe crash
resource crash On_crash=HONOUR
expect 0 xvm 1 probe crash
# What is kept has memory and name: a stop ends it, a start clears it away.
guest crash pv hb=1 -- 'on_crash = "preserve"'
expect 0 xvm 1 start crash
up crash 2
expect 0 xvm 1 stop crash
off 1 crash

# It acknowledges each request and does nothing: it is ended inside its time.
guest deaf pv hb=1 stubborn
resource deaf
expect 0 xvm 1 start deaf
up deaf
begin=$SECONDS
expect 0 xvm 1 stop deaf -t 60
took=$((SECONDS - begin))
[ $took -ge 35 ] || fail "it was ended after $took s"
[ $took -lt 60 ] || fail "it took $took s"
off 1 deaf
