# Database, application and web server in one group: each is booted when the one before answers, at first, and on another node after a
# power cut, by the consoles of the guests. Nobody waits when the group moves while they run.
# StockAgents, VirtualDomain's habits: with monitor_scripts a start waits; without, each is started as soon as the one before runs.
# machines: 3
# seconds: 110
tiers=(db app web)
for name in "${tiers[@]}"; do guest "$name" hb=0.5 agent=4; done
watch "${tiers[@]}"
keep db on:1 RG=tiers-rg Ready_check=agent Guest_check=agent
keep app on:1 RG=tiers-rg Ready_check=agent Guest_check=agent Resource_dependencies=db
keep web on:1 RG=tiers-rg Ready_check=agent Guest_check=agent Resource_dependencies=app
for name in "${tiers[@]}"; do up "$name"; done
settled

# in_turn N: at their boot number N each began when the one before had answered.
in_turn() {
  local last='' name
  for name in "${tiers[@]}"; do
    [ -z "$last" ] || before "$(stamp "$last" AGENT-UP "$1")" "$(stamp "$name" GUEST-UP "$1")"
    last=$name
  done
}
in_turn 1
node=$(where db)
for name in "${tiers[@]}"; do [ "$(where "$name")" = "$node" ]; done

# The group moves while its guests run, and is not waited for.
to=$((node % 3 + 1))
for name in "${tiers[@]}"; do eval "$name=\$(boot_id $name)"; done
crm crm_resource --move --resource tiers-rg-anchor --node "node$to"
within 60 eval "[ \"\$(where db) \$(where app) \$(where web)\" = '$to $to $to' ]"
settled
# shellcheck disable=SC2154 # eval has set them
{ unbroken db "$db"; unbroken app "$app"; unbroken web "$web"; }
crm crm_resource --clear --resource tiers-rg-anchor

bed kill "$to"
for name in "${tiers[@]}"; do up "$name" 2; done
settled
in_turn 2
for name in "${tiers[@]}"; do one "$name" "$(where db)"; done
awk -v a="$(stamp db GUEST-UP 2)" -v b="$(stamp web AGENT-UP 2)" 'BEGIN { printf "figure: %.1f s from the first boot to the last answer\n", b - a }'
