# A life cycle through libvirt's driver for Xen: Connect_uri=xen:///system is a libvirt guest, without a second witness.
#
# Debian's libvirtd 9.0 does start on these hosts, once it knows a processor as small as theirs: each model in its list has the
# feature vme, which QEMU does not emulate without a processor's help, and without a model its driver for Xen gives up
# ("Cannot find suitable CPU model for given data"). On a real processor nothing is to be added.
put 1 /usr/share/libvirt/cpu_map/x86_bed.xml <<'XML'
<cpus>
  <model name='bed'>
    <decode host='on' guest='off'/>
    <feature name='fpu'/>
  </model>
</cpus>
XML
on 1 sed -i "/x86_bed/d; /x86_486.xml/a <include filename='x86_bed.xml'/>" /usr/share/libvirt/cpu_map/index.xml
# libvirtd wants to know the user of QEMU's guests even where there are none.
on 1 sh -c 'grep -q ^libvirt-qemu: /etc/passwd || echo libvirt-qemu:x:64055:64055::/:/bin/false >>/etc/passwd
  grep -q ^libvirt-qemu: /etc/group || echo libvirt-qemu:x:64055: >>/etc/group'
on 1 sh -c 'setsid libvirtd </dev/null >/tmp/libvirtd.log 2>&1 & echo $! >/run/libvirtd.number'
virsh() { on 1 virsh -q -c xen:///system "$@"; }
within 120 virsh list

put 1 /root/lv.xml <<'XML'
<domain type='xen'>
  <name>lv</name>
  <memory unit='MiB'>96</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='xenpvh'>xenpvh</type>
    <kernel>/guest/vmlinux</kernel>
    <initrd>/bed/initrd</initrd>
    <cmdline>console=hvc0 quiet mitigations=off hb=1</cmdline>
  </os>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <console type='pty'><target type='xen' port='0'/></console>
  </devices>
</domain>
XML
printf '%s\n' Domain_name=lv Connect_uri=xen:///system Domain_definition=/root/lv.xml Stop_timeout=300 Debug_level=2 |
  put 1 /root/lv.conf
expect 0 xvm 1 validate lv
expect 100 xvm 1 probe lv
expect 0 xvm 1 start lv
up lv
expect 0 xvm 1 probe lv
runs 1 lv
virsh suspend lv
expect 0 xvm 1 probe lv
virsh resume lv
# The daemon is away: nothing is known, and that is what a probe says.
on 1 xargs -a /run/libvirtd.number kill
within 60 eval "! virsh list"
expect 1 xvm 1 probe lv
on 1 sh -c 'setsid libvirtd </dev/null >/tmp/libvirtd.log 2>&1 & echo $! >/run/libvirtd.number'
within 120 virsh list
expect 0 xvm 1 probe lv
expect 0 xvm 1 stop lv
console lv | grep GUEST-DOWN
off 1 lv
on 1 xargs -a /run/libvirtd.number kill
