# The machine that had the guest loses power, and on the others the storage of State_directory is not mounted: its mount point is there, and
# empty. None of them has ever had the guest, and none takes that for a guest that has never run, which would boot with blank variables of
# its firmware and a new TPM. Mounted, it finds what it had. When the copies are lost for good a person says so.
# machines: 3
# seconds: 240
# shellcheck disable=SC2016 # it is the machine's shell that replaces these
efi() { console web | sed -n 's/^EFI //p' | tail -n 1; }
tpm() { console web | sed -n 's/^TPM //p' | tail -n 1; }
finds() { [ "$(efi)$(tpm)" = "$1$1" ] || fail "it finds '$(efi)' and '$(tpm)', and not '$1'"; }
# The number of the copy that is there, and of the newest that the cluster knows of.
copy() { sed -n '1s/.*\t//p' "$BED/state/web.state"; }
known() { crm cibadmin -Q -A "//nvpair[@name='ha-xvm.copy.web']" | sed -n 's/.*value="1%09\([0-9]*\)%09[^%"]*".*/\1/p'; }
copied() { [ "$(copy)" -gt "$1" ] && [ "$(known)" = "$(copy)" ]; }
# What machine 1 has is what the last copy holds, of which the cluster knows. No time tells that: a copy that is being made while the guest
# writes is written later than that, and does not hold it.
kept_all() {
  on 1 bash -c 'note=/var/lib/ha-xvm/firmware/web
    for file in /var/lib/libvirt/qemu/nvram/web_VARS.fd /var/lib/libvirt/swtpm/*/tpm2/tpm2-00.permall; do
      sum=$(md5sum <"$file") && grep -qi "${sum%% *}" "$note" || exit 1
    done' && [ "$(known)" = "$(copy)" ]
}
unmounted() { on "$1" mount --bind "$BED/empty" "$BED/state"; }
refused() { message_log "$1" web | grep 'it holds no copy, and copy [0-9]* was made \[200125\]'; }

guest web firmware
mkdir -m 700 "$BED/state" "$BED/empty"
keep web on:1 State_directory="$BED/state"
up web
settled
first=$(boot_id web)
# The guard copies what the guest has written.
within 60 kept_all
unmounted 2
unmounted 3
# It is said before it is needed.
on 2 xvm_why web >"$BED/why" || true
grep 'it holds no copy, and copy [0-9]* was made \[200125\]' "$BED/why"
bed kill 1
within 60 fenced 1
within 60 refused 2
within 60 refused 3
settled
[ -z "$(where web)" ] || fail "it runs on node$(where web)"
[ "$(boots web)" = 1 ]
[ -z "$(ls "$BED/empty")" ]

on 3 umount "$BED/state"
crm crm_resource --refresh --resource web
up web 2
on_machine web 3 || fail "it is on node$(where web)"
finds "$first"
settled

# The storage is everywhere, and what was on it is lost.
number=$(known)
rm "$BED/state/web.state"
on 2 umount "$BED/state"
bed boot 1
within 60 members 3
settled
bed kill 3
within 60 fenced 3
within 60 refused 1
settled
[ -z "$(where web)" ] || fail "it runs on node$(where web)"
[ "$(boots web)" = 2 ]
expect 0 on 2 xvm_move --forget-copies web
up web 3
finds ''
within 60 copied "$number"
settled
once web
