# A crashed guest that the hypervisor keeps is not running; policy decides, and a start clears it away.
# StockAgents, VirtualDomain's answers: monitor, any other text: crashed (1 after a second, whatever the cause).
guest web crash=1
resource web
expect 0 xvm start web
within 30 is web crashed
expect 100 xvm probe web
resource web On_crash=HONOUR
expect 0 xvm probe web
resource web On_crash=FAILOVER
expect 201 xvm probe web

id=$(boot_id web)
expect 0 xvm start web
is web running
up web 2
[ "$(boot_id web)" != "$id" ]

# Stop does not wait for a guest that cannot obey.
within 30 is web crashed
resource web Stop_timeout=100
under 30 expect 0 xvm stop web
is web "shut off"
