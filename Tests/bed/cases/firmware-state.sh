# What a guest writes to the variables of its firmware and to its TPM follows it to a node that has never seen it; the guest itself says
# what it finds there.
efi() { console web | sed -n 's/^EFI //p' | tail -n 1; }
tpm() { console web | sed -n 's/^TPM //p' | tail -n 1; }
log() { cat /var/cluster/logs/DS/rg/web/message_log.txt; }
copy() { sed -n '1s/.*\t//p' "$BED/state/web.state"; }
copied() { [ "$(copy)" -gt "$1" ]; }
nvram=/var/lib/libvirt/qemu/nvram/web_VARS.fd
# As a node is that has never had the guest.
strange() {
  virsh undefine --nvram web
  rm -rf /var/lib/libvirt/swtpm/* /var/lib/ha-xvm
  [ ! -e "$nvram" ]
  virsh define "$BED/web.xml"
}

guest web firmware
mkdir -m 700 "$BED/state"
resource web State_directory="$BED/state" Stop_timeout=100
expect 0 xvm start web
up web
[ "$(efi)$(tpm)" = "" ]
first=$(boot_id web)
expect 0 xvm stop web
[ "$(stat -c %a "$BED/state/web.state")" = 600 ]

strange
expect 0 xvm start web
up web 2
[ "$(efi)" = "$first" ]
[ "$(tpm)" = "$first" ]
second=$(boot_id web)

# The guard copies what the guest has written while it runs, so that a power cut leaves it.
number=$(copy)
within 60 copied "$number"
cp "$BED/state/web.state" "$BED/kept.state"
expect 0 xvm stop web
cp "$BED/kept.state" "$BED/state/web.state"
strange
expect 0 xvm start web
up web 3
[ "$(efi)" = "$second" ]
[ "$(tpm)" = "$second" ]
expect 0 xvm stop web

# What this node has is not taken for the newest because it is here: another node has run the guest since.
note=/var/lib/ha-xvm/firmware/web
cp "$nvram" "$BED/old.fd"
cp "$note" "$BED/old.note"
expect 0 xvm start web
up web 4
fourth=$(boot_id web)
expect 0 xvm stop web
cp "$BED/old.fd" "$nvram"
cp "$BED/old.note" "$note"
expect 0 xvm start web
up web 5
[ "$(efi)" = "$fourth" ]
cmp "$BED/old.fd" /var/lib/ha-xvm/replaced/web.nvram
log | grep 'what this node had is now /var/lib/ha-xvm/replaced/web.nvram'
expect 0 xvm stop web

# Storage that is not mounted is no guest that has never run.
mv "$BED/state" "$BED/away"
expect 1 xvm start web
is web "shut off"
mkdir -m 700 "$BED/state"
expect 1 xvm start web
log | grep 'it holds no copy, and copy [0-9]* was made'
is web "shut off"
rmdir "$BED/state"
mv "$BED/away" "$BED/state"
expect 0 xvm start web
up web 6
sixth=$(boot_id web)
expect 0 xvm stop web

# Lost for good: a person says so, and what this node has counts.
number=$(copy)
rm "$BED/state/web.state"
expect 1 xvm start web
expect 0 xvm_move --forget-copies -P "$BED/web.conf" -G rg web
expect 0 xvm start web
up web 7
[ "$(efi)" = "$sixth" ]
copied "$number"
