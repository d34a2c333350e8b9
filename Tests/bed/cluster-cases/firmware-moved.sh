# A live move takes the variables of the firmware and the state of the TPM along by itself: the guest finds both at its next boot on the
# machine that it came to, which had never seen it. Where State_directory is set, the copies are that machine's from then on, and a loss of
# power finds the newest.
# machines: 2
# seconds: 150
efi() { console web | sed -n 's/^EFI //p' | tail -n 1; }
tpm() { console web | sed -n 's/^TPM //p' | tail -n 1; }
finds() { [ "$(efi) $(tpm)" = "$1 $1" ] || fail "it finds '$(efi)' and '$(tpm)', and not '$1'"; }
holder() { sed -n 's/^state.node\t//p' "$BED/state/web.state"; }
held() { [ "$(holder)" = "$1" ]; }

guest web firmware
resource web Start_timeout=100
expect 0 xvm 1 start web
up web
first=$(boot_id web)
expect 0 on 1 xvm_move -P "$BED/web.conf" -G rg web node2
one web 2
[ "$(boots web)" = 1 ]
expect 0 xvm 2 start web
expect 0 xvm 2 stop web
expect 0 on 1 xvm_move -c -P "$BED/web.conf" -G rg web
expect 0 xvm 2 start web
up web 2
finds "$first"
second=$(boot_id web)

# With copies.
mkdir -m 700 "$BED/state"
echo State_directory="$BED/state" >>"$BED/web.conf"
expect 0 xvm 2 stop web
expect 0 xvm 2 start web
up web 3
finds "$second"
third=$(boot_id web)
within 60 held node2
expect 0 on 2 xvm_move -P "$BED/web.conf" -G rg web node1
one web 1
[ "$(boots web)" = 3 ]
expect 0 xvm 1 start web
within 60 held node1
bed kill 1
expect 0 on 2 xvm_move -c -P "$BED/web.conf" -G rg web
expect 0 xvm 2 start web
up web 4
finds "$third"
