# Guards that end and probes that come and go leave libvirtd alone. Version 9.0 crashes now and then when a client with
# subscriptions says good-bye and hangs up at once, as our guard once did; it took some thousand such clients, so that this
# case shows that nothing is wrong with the ordinary round and not that the race is gone: WireNewsTests holds the rule.
guest web
resource web
process=$(daemon pid)
guards() { pgrep -c guard_xvm; }
for _ in $(seq 30); do
  expect 0 xvm start web
  virsh destroy web
  within 30 eval '! guards'
done
for _ in $(seq 200); do "$BED/bin/probe_xvm" -R web -G rg -P "$BED/web.conf" 2>/dev/null || :; done
[ "$(daemon pid)" = "$process" ]
kill -0 "$process"
