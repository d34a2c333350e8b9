# A guest that ignores its power button is stopped by force, inside the time that GDS gives: 80 percent of Stop_timeout.
# StockAgents, VirtualDomain's answers: stop, guest ignores (the stock agent takes all of the time but 5 s, of which libvirt's
# destroy can take 15).
guest mule stubborn
resource mule Stop_timeout=30
expect 0 xvm start mule
up mule
begin=$EPOCHSECONDS
under 24 expect 0 xvm stop mule
is mule "shut off"
[ $((EPOCHSECONDS - begin)) -ge 15 ] || fail "it was not given 60 percent of the time to obey"
