# A guest that does not hear the first request, because it still boots, is asked again.
# StockAgents, VirtualDomain's habits: the stock agent asks once, and destroys such a guest at the end of its time.
guest late deaf=8
resource late Stop_timeout=150 Shutdown_repeat=2
expect 0 xvm start late
under 60 expect 0 xvm stop late
is late "shut off"
console late | grep GUEST-DOWN
