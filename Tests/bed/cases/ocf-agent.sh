# The agent of Pacemaker by hand, without a cluster: every answer of StockAgents, VirtualDomain's answers, and those of
# Transition_grace.
guest web
agent=$BED/resource.d/ohac/xvm
ha-xvm() { exec -a ha-xvm "$(readlink -f "$(command -v start_xvm)")" "$@"; }
(ha-xvm --install-resource-agents "$BED/resource.d")

# ocf ACTION [NAME=VALUE...]: calls it as the cluster does, with a monitor that recurs; its reason is in BED/reason.
ocf() {
  local action=$1 variable=() word
  shift
  for word in OCF_RESOURCE_INSTANCE=web-rs OCF_RESKEY_CRM_meta_timeout=40000 OCF_RESKEY_CRM_meta_interval=10000 \
    OCF_RESKEY_Domain_name=web "$@"; do variable+=("$word"); done
  local status=0
  env "${variable[@]}" "$agent" "$action" 2>"$BED/said" || status=$?
  sed -n 's/^ocf-exit-reason://p' "$BED/said" >"$BED/reason"
  return $status
}
first() { ocf monitor OCF_RESKEY_CRM_meta_interval=0 OCF_RESKEY_CRM_meta_timeout=5000 "$@"; }
reason() { grep -q "$1" "$BED/reason" || fail "the reason is '$(cat "$BED/reason")' and not $1"; }
quiet() { [ ! -s "$BED/reason" ] || fail "there is a reason: $(cat "$BED/reason")"; }

# Off, proven: 7.
expect 7 first
quiet
expect 7 ocf monitor
reason 'off'
expect 0 ocf stop
expect 0 ocf validate-all
expect 0 ocf validate-all OCF_CHECK_LEVEL=10
expect 3 ocf promote
expect 2 env OCF_RESKEY_Domain_name=web "$agent" start
expect 2 "$agent"

# Parameters that are wrong: 6, whatever the guest is, and a name of one that is nowhere: 5.
for action in start monitor validate-all; do
  expect 6 ocf $action OCF_RESKEY_Debug_level=9
  reason 'Debug_level'
done
expect 6 ocf start OCF_RESKEY_Domain_name=
expect 5 ocf start OCF_RESKEY_Domain_name=nobody OCF_RESKEY_CRM_meta_timeout=10000
expect 5 ocf start OCF_RESKEY_Domain_name=nobody OCF_RESKEY_Domain_definition="$BED/none.xml" OCF_RESKEY_CRM_meta_timeout=10000
expect 7 first OCF_RESKEY_Domain_name=nobody
expect 5 first OCF_RESKEY_Hypervisor=LDOM

expect 0 ocf start
up web
id=$(boot_id web)
expect 0 ocf start
expect 0 ocf monitor
expect 0 first
expect 0 ocf status
expect 0 ocf monitor OCF_RESKEY_Debug_level=9
expect 0 ocf validate-all OCF_CHECK_LEVEL=10

# Paused by somebody, by policy.
virsh suspend web
expect 0 ocf monitor
expect 1 ocf monitor OCF_RESKEY_On_operator_pause=RESTART
reason 'paused'
expect 0 first OCF_RESKEY_On_operator_pause=RESTART
virsh resume web

# A plug-in: partial is 0 until it adds up; 201 is 5.
plugin() { printf '#!/bin/sh\nexit %s\n' "$1" >"$BED/plugin" && chmod 755 "$BED/plugin"; }
plugin 60
expect 0 ocf monitor OCF_RESKEY_Plugin_probe="$BED/plugin"
expect 1 ocf monitor OCF_RESKEY_Plugin_probe="$BED/plugin"
reason 'added up to 120'
plugin 201
expect 5 ocf monitor OCF_RESKEY_Plugin_probe="$BED/plugin"
plugin 100
expect 1 ocf monitor OCF_RESKEY_Plugin_probe="$BED/plugin"
expect 0 first OCF_RESKEY_Plugin_probe="$BED/plugin"

# A reload reaches the record, and a guard that was killed is brought back by the next monitor.
expect 0 ocf reload-agent OCF_RESKEY_On_guest_shutdown=HONOUR
grep -q '^On_guest_shutdown.HONOUR' /run/ha-xvm/records/web-rs
# One that is wrong does not: the cluster would take that for a failed start, and stop the guest.
expect 0 ocf reload-agent OCF_RESKEY_On_guest_shutdown=RESTART OCF_RESKEY_Debug_level=9
grep -q '^On_guest_shutdown.HONOUR' /run/ha-xvm/records/web-rs
expect 0 ocf reload-agent
for guard in /run/ha-xvm/guards/web-rs/*; do kill -KILL "$(basename "${guard%.*}")"; done
for watch in $(pgrep -f 'guard_xvm.*--watch'); do kill -KILL "$watch" || true; done
guarded() { ocf monitor && [ -n "$(ls /run/ha-xvm/guards/web-rs)" ]; }
within 20 guarded
unbroken web "$id"

# The tool is silent: the second witness says that it lives, and once the process has gone nobody but the record does.
daemon stop
expect 0 ocf monitor
expect 0 first
kill -KILL "$(emulator web)"
within 5 gone "$(emulator web)"
expect 7 ocf monitor
expect 7 first
expect 1 ocf start OCF_RESKEY_CRM_meta_timeout=5000
reason 'no answer'
# Nothing is on record: unknown is never off.
mv /run/ha-xvm/records/web-rs "$BED/record"
expect 1 first
reason 'nobody can say'
expect 1 ocf stop OCF_RESKEY_CRM_meta_timeout=5000
expect 0 ocf monitor
expect 1 ocf monitor OCF_RESKEY_Transition_grace=0
mv "$BED/record" /run/ha-xvm/records/web-rs
daemon start

# A stop works from the record with parameters that are wrong, and by the mark and the name without one.
expect 0 ocf start
expect 0 ocf stop OCF_RESKEY_Domain_name= OCF_RESKEY_Debug_level=9
is web "shut off"
expect 0 ocf start
rm /run/ha-xvm/records/web-rs
expect 0 ocf stop OCF_RESKEY_Domain_name=
is web "shut off"
virsh start web
expect 0 ocf stop OCF_RESKEY_Debug_level=9
is web "shut off"
