# Under the Generic Data Service: the emulator is killed, the guard notices at once, and the guest is back.
# StockAgents, VirtualDomain's habits: the stock agent finds out at its next monitor.
guest web
resource web
service web Thorough_probe_interval=600
engine=$!
up web
within 60 online web
id=$(boot_id web)

# Nobody probes for ten minutes: it is the guard that notices.
kill -KILL "$(emulator web)"
up web 2
[ "$(boot_id web)" != "$id" ]
within 60 online web
alive web

kill -TERM "$engine"
expect 0 wait "$engine"
is web "shut off"
console web | grep GUEST-DOWN
