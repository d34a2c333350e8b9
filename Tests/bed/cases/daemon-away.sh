# libvirtd gone, killed, hung and restarted: the guest does not notice, and the probe counts one, never a failure.
# StockAgents, VirtualDomain's answers: monitor, cannot connect (the stock agent greps the process table for the name).
guest calm hb=0.2
resource calm Probe_timeout=10
expect 0 xvm start calm
up calm
id=$(boot_id calm)

daemon stop
expect 1 xvm probe calm
daemon start
expect 0 xvm probe calm

kill -KILL "$(daemon pid)"
expect 1 xvm probe calm
daemon start
expect 0 xvm probe calm

kill -STOP "$(daemon pid)"
under 10 expect 1 xvm probe calm
kill -CONT "$(daemon pid)"
within 30 xvm probe calm

unbroken calm "$id"

# With the daemon away and the guest's process gone, the second witness has the last word.
daemon stop
kill -KILL "$(emulator calm)"
expect 100 xvm probe calm
