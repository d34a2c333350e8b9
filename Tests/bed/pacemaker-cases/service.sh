# ocf:ohac:gds-service in a cluster: the engine restarts what dies, and what it gives up on one machine runs on another.
# machines: 2
# The engine has no cluster's paths: what its commands say is in a file of the machine's own.
for number in 1 2; do on "$number" sh -c 'echo 0 >/run/verdict'; done
# shellcheck disable=SC2016 # it is the probe's shell that replaces this
printf '%s\n' '#!/bin/sh' 'read -r status </run/verdict' 'exit "$status"' >"$BED/probe"
chmod 755 "$BED/probe"
MONITOR=10 primitive ledger ohac:gds-service "$(nvpairs ledger-parameters 'Start_command=/bin/sleep 1000000' \
  "Probe_command=$BED/probe" Network_aware=FALSE First_probe_percent=0 Start_probe_pause=1 Thorough_probe_interval=1 Retry_count=1)" \
  "$(nvpairs ledger-meta migration-threshold=1)" 1

at() { [ "$(crm crm_resource -W -r ledger -Q)" = "node$1" ]; }
events() { on "$1" cut -f 2 /run/ha-xvm/gds/pacemaker/ledger/events; }
happened() { [ "$(events "$1" | grep -cx "$2")" -ge "${3:-1}" ]; }
sleeper() { on "$1" pgrep -x -f '/bin/sleep 1000000'; }
within 60 at 1
settled

# A death is the engine's business: the cluster sees nothing of it.
before=$(sleeper 1)
on 1 kill -KILL "$before"
within 20 happened 1 restarted
[ "$(sleeper 1)" != "$before" ]
at 1
[ "$(fail_count ledger 1)" = 0 ]

# The restarts are used up: it is the cluster's, at once.
begin=${EPOCHREALTIME/./}
on 1 kill -KILL "$(sleeper 1)"
within 60 at 2
echo "figure: $(((${EPOCHREALTIME/./} - begin) / 1000)) ms from the death that the engine gives up on until the other machine has it"
happened 1 givenOver
settled
within 20 sleeper 2
expect 1 sleeper 1

# A probe that asks for another node gets it, without a restart first.
crm crm_resource --cleanup -r ledger
settled
at 2
on 2 sh -c 'echo 201 >/run/verdict'
within 60 at 1
settled
within 20 sleeper 1
expect 1 sleeper 2
expect 1 happened 2 restarting

# A fault monitor that was killed with its own process monitor is brought back by the cluster's.
watcher() { on 1 pgrep -f "^gds_probe "; }
for process in $(on 1 pgrep -f '^gds_pmf|^gds_probe'); do on 1 kill -KILL "$process" 2>/dev/null || true; done
within 30 watcher
