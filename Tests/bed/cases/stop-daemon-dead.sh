# A stop needs no libvirtd: the emulator of that very guest is ended, and its death is the proof.
# StockAgents, VirtualDomain's answers: stop, libvirtd unreachable (the stock agent fails, and the node is fenced with all its
# guests).
guest web
guest other
resource web Stop_timeout=20
resource other
expect 0 xvm start web
expect 0 xvm start other
up web
up other
id=$(boot_id other)
process=$(emulator web)
daemon stop
under 16 expect 0 xvm stop web
expect 0 gone "$process"
daemon start
is web "shut off"
unbroken other "$id"
