# The four commands on a healthy guest, each of them twice.
# StockAgents, VirtualDomain's answers: monitor of a guest that is shut off; stop of a guest that obeys; of one that is not
# there.
guest web
resource web Stop_timeout=100 Start_timeout=120

expect 0 xvm validate web
expect 100 xvm probe web

# The guard that start leaves must not hold the caller's output: this pipe would never end.
under 60 eval 'xvm start web | cat'
is web running
up web
id=$(boot_id web)
expect 0 xvm start web
expect 0 xvm probe web
unbroken web "$id"

expect 0 xvm stop web
is web "shut off"
console web | grep GUEST-DOWN
expect 0 xvm stop web
expect 100 xvm probe web
[ ! -e /run/ha-xvm/records/web ]
