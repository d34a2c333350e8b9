# Somebody starts by hand what the engine keeps: that changes nothing, neither at once nor when the hand's guard goes.
guest web hb=0.2
resource web
service web Thorough_probe_interval=600
engine=$!
up web
within 60 online web
id=$(boot_id web)
expect 0 xvm start web
expect 0 xvm start web
sleep 2
unbroken web "$id"
[ "$(pgrep -cf 'guard_xvm -R web -G rg -T SUNW.gds$')" = 2 ]

# A death is still seen at once, and one guest comes of it.
kill -KILL "$(emulator web)"
up web 2
within 60 online web
[ "$(virsh list --name | grep -c web)" = 1 ]
kill -TERM "$engine"
expect 0 wait "$engine"
is web "shut off"
within 40 eval '! pgrep -f "^guard_xvm"'
