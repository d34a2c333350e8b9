# libvirtd has lost its note of a running guest, as after a crash or a bad upgrade: it says that the guest is off, and would start
# a second emulator on the same disk.
guest web
resource web Stop_timeout=20
expect 0 xvm start web
up web
id=$(boot_id web)
process=$(emulator web)
lose() {
  daemon stop
  rm /run/libvirt/qemu/web.xml
  daemon start
  is web "shut off"
}
emulators() { pgrep -fc -- '-name guest=web,'; }

lose
expect 1 xvm probe web
expect 1 xvm start web
grep 200112 /var/cluster/logs/DS/rg/web/message_log.txt
[ "$(emulators)" = 1 ]
unbroken web "$id"

# So it is with no record of the run either.
rm -r /run/ha-xvm/records
expect 1 xvm start web
[ "$(emulators)" = 1 ]
unbroken web "$id"

# The remedy is a stop: the emulator is ended, and its death is the proof. Then the guest starts.
expect 0 xvm stop web
expect 0 gone "$process"
expect 0 xvm start web
up web 2
[ "$(emulators)" = 1 ]
expect 0 xvm stop web
