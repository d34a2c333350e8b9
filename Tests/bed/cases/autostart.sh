# Who starts a guest at boot beside the cluster, or keeps it down, is a second master: validate names each with its remedy.
guest web
resource web Domain_definition="$BED/web.xml"
warns() {
  xvm validate web >"$BED/said" 2>&1 || fail "it is an error: $(cat "$BED/said")"
  [ "$(grep -c "$1" "$BED/said")" = 1 ] || fail "it does not say $1 once: $(cat "$BED/said")"
}
expect 0 xvm validate web
virsh autostart web
expect 1 xvm validate web
virsh autostart --disable web
expect 0 xvm validate web

# The guest under a name that it had earlier: no other domain can have its UUID.
uuid=$(virsh domuuid web)
virsh undefine web
sed 's|<name>web</name>|<name>old</name>|' "$BED/web.xml" >"$BED/old.xml"
virsh define "$BED/old.xml"
expect 0 xvm validate web 2>&1 | tee "$BED/said"
if grep 'by its UUID' "$BED/said"; then fail "it does not start by itself"; fi
virsh autostart old
warns "old: .*it is web, by its UUID $uuid"
grep 'virsh autostart --disable old' "$BED/said"
virsh undefine old

# A reboot from inside that counts as a shutdown from inside.
sed -i 's|<on_reboot>restart|<on_reboot>destroy|' "$BED/web.xml"
resource web Domain_definition="$BED/web.xml" On_guest_shutdown=HONOUR
warns on_reboot=destroy
# The file that libvirt keeps of the guest goes with it.
virsh define "$BED/web.xml"
resource web Domain_definition=/etc/libvirt/qemu/web.xml
warns 'Definition_file=/etc/libvirt/qemu/web.xml'
