# A guest that this node has never seen is defined from its definition.
# StockAgents, VirtualDomain's answers: start, create or define failure (1, whatever the cause).
guest web
virsh undefine web
resource web Domain_definition="$BED/web.xml" Stop_timeout=100
expect 0 xvm validate web
expect 0 xvm start web
up web
expect 0 xvm probe web
expect 0 xvm stop web

# Without a definition there is nothing to start.
virsh undefine web
resource web
expect 1 xvm validate web
expect 1 xvm start web

# A definition that libvirt refuses, and one of another guest.
sed 's/qemu64/no-such-processor/' "$BED/web.xml" >"$BED/bad.xml"
resource web Domain_definition="$BED/bad.xml"
expect 1 xvm start web
guest other
virsh undefine other
resource web Domain_definition="$BED/other.xml"
expect 1 xvm validate web
expect 1 xvm start web

# Shared storage that is not mounted here is no error of validate.
resource web Domain_definition=/no/such/storage/web.xml
expect 0 xvm validate web
