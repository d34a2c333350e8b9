# Without virsh the guest is stopped all the same, and nothing is called stopped unseen.
# StockAgents, VirtualDomain's answers: stop, virsh binary missing (the stock agent says 0 without a look).
guest web
resource web Stop_timeout=20
expect 0 xvm start web
up web
process=$(emulator web)
mount --bind /dev/null "$(type -P virsh)"
# The daemon is asked by its own protocol.
expect 0 xvm probe web
expect 0 xvm stop web
expect 0 gone "$process"
