# A guest that libvirt starts by itself has two masters: validate refuses it.
guest web
resource web
expect 0 xvm validate web
virsh autostart web
expect 1 xvm validate web
virsh autostart --disable web
expect 0 xvm validate web
