# A libvirtd that accepts and never answers does not hold a stop up.
# StockAgents, VirtualDomain's answers: stop, virsh hangs (the stock agent never returns, and the node is fenced).
# seconds: 45
guest web
resource web Stop_timeout=50
expect 0 xvm start web
up web
process=$(emulator web)
kill -STOP "$(daemon pid)"
under 40 expect 0 xvm stop web
expect 0 gone "$process"
kill -CONT "$(daemon pid)"
within 30 is web "shut off"
