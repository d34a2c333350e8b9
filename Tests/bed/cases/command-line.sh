# What is wrong is said, all of it; and nothing is done about it by guessing.
# StockAgents, VirtualDomain's answers: start, config param unset (6); validate-all (0, 5 or 6); unknown action (3).
resource web Stop_timeout=often On_crash=MAYBE Connect_url=qemu:///system
expect 1 xvm validate web 2>"$BED/said"
cat "$BED/said"
for word in Stop_timeout On_crash Connect_url Connect_uri; do
  grep "$word" "$BED/said"
done
expect 1 xvm start web

echo Hypervisor=LIBVIRT >"$BED/web.conf"
expect 1 xvm validate web 2>"$BED/said"
grep Domain_name "$BED/said"
expect 1 xvm start web

expect 2 control_xvm -R web -G rg dance
expect 2 start_xvm -R web
expect 2 probe_xvm --no-such-option
