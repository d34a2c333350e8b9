# A paused guest is never called running: policy decides by cause.
# StockAgents, VirtualDomain's answers: monitor, paused (0); start, domain present and paused ("already running", stays paused).
guest web hb=0.2
resource web
expect 0 xvm start web
up web
id=$(boot_id web)
virsh suspend web

expect 0 xvm probe web
expect 1 xvm start web
is web paused

resource web On_operator_pause=RESTART
expect 100 xvm probe web
is web paused

resource web On_operator_pause=RESUME
expect 0 xvm probe web
within 20 is web running
virsh suspend web
expect 0 xvm start web
is web running
unbroken web "$id"

# A stop resumes it first: a paused guest does not hear its power button.
virsh suspend web
resource web Stop_timeout=100
expect 0 xvm stop web
is web "shut off"
console web | grep GUEST-DOWN
