# A start waits until the guest's own agent, its console and its port answer, and a probe says which of them has stopped to: by the
# agent's channel, the console's file and a real network card.
guest web hb=0.2 agent=4:15 serve=2:34
resource web Domain_definition="$BED/web.xml" Guest_check='"agent weight=40,tcp:192.168.77.2:80"' \
  Ready_check=console:GUEST-UP,agent,tcp:192.168.77.2:80 Start_timeout=100
says() { grep -q "^$1" <<<"$(console web)"; }
host() { ip addr show dev webn >/dev/null 2>&1; }

# The definition is looked at before there is a guest.
expect 0 xvm validate web
sed '/<channel/d' "$BED/web.xml" >"$BED/deaf.xml"
resource deaf Domain_definition="$BED/deaf.xml" Domain_name=web Guest_check=agent
expect 1 xvm validate deaf 2>"$BED/said"
grep 'agent: the definition has no channel org.qemu.guest_agent.0' "$BED/said"

xvm start web &
start=$!
within 30 host
ip addr add 192.168.77.1/24 dev webn
wait "$start"
up web
# Each of them answers by now, and the guest runs.
[ "$(console web | grep -c '^AGENT-UP')" = 1 ]
expect 0 xvm probe web
expect 0 xvm validate web
grep 'answers .* after its boot' /var/cluster/logs/DS/rg/web/message_log.txt
# Agent, then service, end in a guest that runs on.
within 60 says AGENT-DOWN
expect 40 xvm probe web 2>&1
grep 'check agent: ' /var/cluster/logs/DS/rg/web/message_log.txt
within 60 says SERVE-DOWN
expect 74 xvm probe web
is web running
xvm stop web
