# An operator moves the guest with xl migrate: that is a departure. The engine goes offline with the word moved and restarts nothing,
# and a start refuses until the other host denies having the guest.
guest web pvh hb=1
resource web Guard_interval=2
options=()
for property in start stop probe validate; do
  options+=(-p "${property^}_command=/bed/bin/${property}_xvm -R web -G rg -P /root/web.conf")
done
on 1 gds -R web -G rg -p Thorough_probe_interval=30 -p First_probe_percent=0 -p Start_probe_pause=1 -p Stop_timeout=300 \
  "${options[@]}" run >"$BED/engine" 2>&1 &
engine=$!
up web
id=$(boot_id web)
within 240 eval "[ \"\$(record 1 web)\" = running ]"
xl 1 migrate -s /bed/transport-send web 10.77.0.2
# A call that comes before the guard has noticed knows it too.
expect 0 xvm 1 probe web
within 240 eval "! kill -0 $engine 2>/dev/null"
cat "$BED/engine"
grep 'moved: guest web has gone to another node' "$BED/engine"
! grep -i restart "$BED/engine" || fail "it was restarted"
[ "$(record 1 web)" = departed ]
on 1 xvm_status web | grep departed
says 'runs on another node: node2' 1 xvm 1 start web
one web 2
unbroken web "$id"

# It is nowhere any more: the other host says so, and the start is one.
xl 2 destroy web
expect 0 xvm 1 start web
one web 1
expect 0 xvm 1 stop web
