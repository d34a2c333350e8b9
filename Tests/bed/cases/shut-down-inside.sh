# A guest that shuts itself down is restarted, or left as it wished, by policy.
# StockAgents, VirtualDomain's answers: monitor, shut off (7: the stock agent cannot tell why).
guest restart poweroff=1
guest honour poweroff=1
resource restart
resource honour On_guest_shutdown=HONOUR
expect 0 xvm start restart
expect 0 xvm start honour
within 30 is restart "shut off"
within 30 is honour "shut off"
expect 100 xvm probe restart
expect 0 xvm probe honour
