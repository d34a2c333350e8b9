# An operator moves the guest with virsh: that is a departure. The engine goes offline with the word moved and restarts nothing,
# and a start refuses until the other machine denies having it.
# machines: 2
guest web hb=0.1
resource web
options=()
for property in start stop probe validate; do
  options+=(-p "${property^}_command=$BED/bin/${property}_xvm -R web -G rg -P $BED/web.conf")
done
on 1 gds -R web -G rg -p Thorough_probe_interval=5 -p First_probe_percent=0 -p Start_probe_pause=1 -p Stop_timeout=100 "${options[@]}" run >"$BED/engine" 2>&1 &
engine=$!
up web
id=$(boot_id web)
within 20 on 1 gds -R web -G rg status
within 20 eval "[ \"\$(record 1 web)\" = running ]"
virsh 1 migrate --live --p2p web qemu+tcp://10.77.0.2/system tcp://10.77.0.2
within 20 eval "! kill -0 $engine 2>/dev/null"
cat "$BED/engine"
grep 'moved: guest web has gone to another node' "$BED/engine"
! grep -i restart "$BED/engine" || fail "it was restarted"
[ "$(record 1 web)" = departed ]
{ on 1 gds -R web -G rg status || true; } | grep OFFLINE
on 1 xvm_status web | grep 'departed'
expect 1 xvm 1 start web
one web 2
unbroken web "$id"

# The other machine cannot be asked: the operator says that it runs nowhere.
virsh 2 destroy web
daemon 2 stop
expect 1 xvm 1 start web 2>&1 | grep 'has left by a migration: it left node1 .*node2 gives no answer'
expect 0 on 1 xvm_move -c -P "$BED/web.conf" -G rg web
expect 0 xvm 1 start web
up web 2
runs 1 web
