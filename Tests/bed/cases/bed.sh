# The bed itself does what the other cases rest on.
guest plain hb=0.2
guest stubborn stubborn
guest crash crash=1
virsh start plain
virsh start stubborn
virsh start crash
up plain
id=$(boot_id plain)

# A kernel that speaks in the middle of a line does not become a part of the line's last word.
echo 'GUEST-UP one[   12.120368] reboot: Power down' >"$BED/mixed.log"
[ "$(boot_id mixed)" = one ]

# A guest outlives its daemon.
daemon stop
alive plain
daemon start
unbroken plain "$id"

# The power button works, except where it is not to.
up stubborn
virsh shutdown stubborn
virsh shutdown plain
within 20 is plain "shut off"
console plain | grep GUEST-DOWN
is stubborn running

# A panic is a crash to the hypervisor.
within 30 is crash crashed
