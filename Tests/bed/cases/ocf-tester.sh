# ocf-tester of resource-agents passes for the agents. What it is excused is one line: its DTD is of version 1.0 of the API and knows
# neither reload-agent nor reloadable (the tests in Swift check the meta-data against one that does).
mount -t tmpfs -o mode=755 agents /mnt
cp -L "$(command -v start_xvm)" /mnt/ha-xvm
/mnt/ha-xvm --install-resource-agents /mnt/resource.d

# passes AGENT [-o NAME=VALUE...]: every line of complaint but that one is a failure.
passes() {
  local agent=$1
  shift
  ocf-tester -v -n "$agent-rs" "$@" "/mnt/resource.d/ohac/$agent" >"$BED/$agent.tester" 2>&1 || true
  cat "$BED/$agent.tester"
  grep '^\* rc=' "$BED/$agent.tester" >"$BED/$agent.complaints" || true
  [ "$(sed 's/^\* rc=[0-9]*: //' "$BED/$agent.complaints")" = "Your agent produces meta-data which does not conform to ra-api-1.dtd" ] ||
    fail "ocf-tester complains of $agent"
  grep 'failed 1 tests' "$BED/$agent.tester"
  # Nothing but the two words that it does not know.
  [ "$(grep 'validity error' "$BED/$agent.tester" | grep -vcE 'reload-agent|reloadable')" = 0 ] ||
    fail "the DTD complains of more in $agent"
}

guest web
passes xvm -o Domain_name=web
is web "shut off"
passes xvm-ready
passes group -o Resource_group=web-rg
passes gds-service -o "Start_command=/bin/sleep 1000000" -o Network_aware=FALSE -o First_probe_percent=0
