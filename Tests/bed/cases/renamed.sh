# The configuration comes to name another guest while ours runs: ours is the one that is stopped, and no second is started.
guest web
guest other
resource web
expect 0 xvm start web
up web
sed -i 's/=web$/=other/' "$BED/web.conf"
expect 1 xvm start web
is web running
is other "shut off"
virsh start other
expect 0 xvm stop web -t 100
is web "shut off"
is other running
