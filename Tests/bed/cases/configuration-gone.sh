# A stop whose configuration is gone, or spoilt, works from the record that start left.
# StockAgents, VirtualDomain's answers: stop, config unreadable, and stop, invalid parameter (0, virsh not called once: the
# guest runs on, and the cluster starts it a second time elsewhere); recurring monitor, config unreadable (1).
guest gone
guest spoilt
resource gone Stop_timeout=100
resource spoilt Stop_timeout=100
expect 0 xvm start gone
expect 0 xvm start spoilt
up gone
up spoilt

rm "$BED/gone.conf"
echo 'Stop_timeout=often' >"$BED/spoilt.conf"
expect 0 xvm probe gone
expect 0 xvm probe spoilt
expect 0 xvm stop gone
expect 0 xvm stop spoilt
is gone "shut off"
is spoilt "shut off"
console gone | grep GUEST-DOWN
console spoilt | grep GUEST-DOWN

# A start needs its configuration. StockAgents, VirtualDomain's answers: start, config unreadable (5) or unset (6).
expect 1 xvm start gone
expect 1 xvm start spoilt
expect 1 xvm validate spoilt
