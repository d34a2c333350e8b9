# Random faults on three nodes. After each the guest runs exactly once, before anybody has cleaned up anything in the cluster, and
# at no moment did it run twice, and each boot has found on its disk what the one before it wrote last; a daemon that was away or hung has not cost it a boot. FAULTS says how many, SEED which; the same
# seed gives the same faults, on the same nodes. KINDS has some kinds alone.
# machines: 3
# seconds: 120
# shellcheck disable=SC2016,SC2154 # it is the machine's shell that replaces these, and the prelude that has set others
faults=${FAULTS:-5}
RANDOM=${SEED:-1}
echo "figure: SEED=${SEED:-1} FAULTS=$faults"
guest web hb=0.1 lock write=2:1
keep web Retry_count=2 Retry_interval=60 Thorough_probe_interval=10 Probe_timeout=10
up web
settled

# pick N: sets `picked` to a number from 0 to N-1. Not by a subshell: that would have dice of its own.
pick() { picked=$((RANDOM % $1)); }

read -ra kinds <<<"${KINDS:-power-cut cable-cut emulator-killed daemon-stopped daemon-hung agent-killed configuration-lost disk-full snapshot hand-away leftover edited}"
deck=()
# deal: sets `kind`; no kind comes again before each of them was there.
deal() {
  [ ${#deck[@]} -gt 0 ] || deck=("${kinds[@]}")
  pick ${#deck[@]}
  kind=${deck[picked]}
  unset "deck[$picked]"
  deck=("${deck[@]}")
}

# move: the cluster is told to move it to the next machine, and nobody waits for that.
move() { crm crm_resource --move -r web -N "node$((holder % 3 + 1))" >/dev/null 2>&1 || true; }

# Processes of the agent on the machine, by their numbers there.
agents() { on "$1" pgrep -f '/resource.d/[a-z]+/[A-Za-z]+ migrate_to'; }

power-cut() { bed kill "$holder"; }
power-cut-end() { within 60 fenced_since; }
cable-cut() { bed cut "$holder"; }
# Its cables went with it, and come with it.
cable-cut-end() { power-cut-end; }
fenced_since() { awk -v t="$struck" -v node="node$holder" '$2 == "off" && $3 == node && $1 > t { found = 1 } END { exit !found }' "$BED/power/log"; }
kill_emulator() { on "$1" bash -c 'pid=$(cat /run/libvirt/qemu/web.pid) && kill -9 "$pid"' 2>/dev/null; }
kill_where_it_is() { kill_emulator "$(where web)"; }
# A move may be over before the dice are: then it dies where it arrived.
emulator-killed() { kill_emulator "$holder" || within 10 kill_where_it_is; }
daemon-stopped() {
  daemon "$holder" stop
  sleep 12
}
daemon-stopped-end() { daemon "$holder" start; }
daemon-hung() {
  on "$holder" bash -c 'kill -STOP "$(cat /run/libvirtd.pid)"'
  sleep 12
}
daemon-hung-end() { on "$holder" bash -c 'kill -CONT "$(cat /run/libvirtd.pid)"' || true; }
# A fault that hits nothing is none: a move that was over before the dice were is followed by another, which is hit at once.
agent-killed() {
  local pid hit='' delay
  pick 10
  delay=0.$picked
  for _ in 1 2 3 4 5; do
    move
    within 20 agents "$holder"
    sleep "$delay"
    for pid in $(agents "$holder"); do ! on "$holder" kill -9 "$pid" || hit=1; done
    [ -z "$hit" ] || return 0
    delay=0
    settled
    holder=$(where web)
  done
  fail "no agent was hit in five moves"
}
configuration-lost() {
  mv "$BED/web.xml" "$BED/lost.xml"
  pick 2
  if [ "$picked" = 0 ]; then move; else emulator-killed; fi
  sleep 8
}
configuration-lost-end() { mv "$BED/lost.xml" "$BED/web.xml"; }
# A tmpfs becomes little larger than it is, and then full.
disk-full() {
  on "$holder" bash -c 'for d in /run /var; do
      mount -o "remount,size=$(($(df --output=used -k "$d" | tail -n 1) + 1024))k" "$d"
      ! dd if=/dev/zero of="$d/filling" bs=4k status=none 2>/dev/null
    done'
  pick 2
  if [ "$picked" = 0 ]; then move; else emulator-killed; fi
  sleep 8
}
disk-full-end() { on "$holder" bash -c 'for d in /run /var; do rm -f "$d/filling"; mount -o remount,size=1g "$d"; done' || true; }

# A backup has put a layer upon the disk, and is about to merge it back or not, when the power or the emulator goes; the next backup
# does merge it.
snapshot() {
  virsh "$holder" snapshot-create-as web layer --disk-only --atomic --no-metadata --diskspec "vda,file=$BED/web.layer"
  sleep 3
  pick 2
  [ "$picked" = 0 ] || virsh "$holder" blockcommit web vda --active --wait
  pick 2
  if [ "$picked" = 0 ]; then bed kill "$holder"; else emulator-killed; fi
}
snapshot-end() {
  bed alive "$holder" || within 60 fenced_since
  within 90 together
  settled
  within 60 well
  alive web
  virsh "$(where web)" blockcommit web vda --active --pivot --wait
  rm "$BED/web.layer"
}

# Somebody moves it by hand to a machine whose Pacemaker was stopped in order. There it goes on or ends, and then Pacemaker comes back.
hand-away() {
  away=$((holder % 3 + 1))
  on "$away" "$here/pacemaker" stop
  within 60 members 2
  settled
  virsh "$holder" migrate --live --p2p --persistent web "qemu+tcp://10.77.0.$away/system" "tcp://10.77.0.$away"
  sleep 8
  runs "$away" web || fail "it does not run where it was moved to"
  pick 2
  [ "$picked" = 0 ] || virsh "$away" destroy web
}
hand-away-end() { on "$away" "$here/pacemaker" start; }

# The machine that it is likely to go to has another definition of its name: another guest's, or what somebody has edited there.
leftover() { elsewhere 's|<uuid>.*</uuid>|<uuid>11111111-2222-3333-4444-555555555555</uuid>|'; }
edited() { elsewhere "s|<memory unit='MiB'>96<|<memory unit='MiB'>104<|"; }
elsewhere() {
  other=$((holder % 3 + 1))
  virsh "$other" undefine web 2>/dev/null || true
  sed "$1" "$BED/web.xml" >"$BED/other.xml"
  virsh "$other" define "$BED/other.xml"
  pick 3
  case $picked in
    0) bed kill "$holder" ;;
    1) move ;;
    2) crm crm_resource --ban -r web -N "node$holder" ;;
  esac
}
edited-end() { bed alive "$holder" || within 60 fenced_since; }
leftover-end() {
  local number
  edited-end
  within 90 together
  settled
  for number in 1 2 3; do virsh "$number" undefine 11111111-2222-3333-4444-555555555555 2>/dev/null || true; done
}

# All three are members; one that was fenced is switched on again, as an operator would.
together() {
  local number
  for number in 1 2 3; do bed alive "$number" || bed boot "$number"; done
  members 3
}

# It runs on one machine and counts on, and the cluster is of the same opinion and has nothing left to do.
well() {
  local node
  node=$(where web)
  [[ $node =~ ^[123]$ ]] && [ "$(crm crm_resource -W -r web -Q)" = "node$node" ]
}

# Scripts look at the cluster meanwhile, each time on another machine: what clrg prints is never Online twice, and never Offline on all
# for a guest that counts on before and after, but where somebody has moved it to a machine that is no member.
poll() {
  local number=0 begin rows program
  program=$(readlink -f "$BED/bin/start_xvm")
  while :; do
    number=$((number % 3 + 1))
    sleep 1
    begin=$EPOCHREALTIME
    rows=$(on "$number" "$program" clresourcegroup status web-rg 2>/dev/null | awk 'NR > 5 { print $NF }' | paste -sd ' ') || true
    [ -z "$rows" ] || echo "$begin $EPOCHREALTIME $(cat "$BED/kind") $number $rows"
  done >>"$BED/polls"
}
polled() {
  awk '
    FNR == NR { if ($2 == "web" && $3 == "HB" && (NF == 5)) { n++; time[n] = $1; boot[n] = $4 } next }
    {
      polls++
      online = 0; offline = 0
      for (i = 5; i <= NF; i++) { online += $i == "Online"; offline += $i == "Offline" }
      if (online > 1) { print "online twice: " $0; bad = 1 }
      if (offline != NF - 4 || $3 == "hand-away") next
      before = after = ""
      for (i = 1; i <= n; i++) {
        if (time[i] < $1 && time[i] > $1 - 1) before = boot[i]
        if (time[i] > $2 && time[i] < $2 + 1 && after == "") after = boot[i]
      }
      if (before != "" && before == after) { print "offline, and it runs: " $0; bad = 1 }
    }
    END { if (polls < 10) { print "only " polls " polls"; bad = 1 } print "figure: " polls " looks by clrg"; exit bad }' "$BED/stamps" "$BED/polls"
}
watch web
echo none >"$BED/kind"
poll &
poller=$!
trap 'kill "$poller" "$watcher"' EXIT

for ((round = 1; round <= faults; round++)); do
  deal
  echo "$kind" >"$BED/kind"
  holder=$(where web)
  # Now and then a move is under way when it strikes.
  pick 3
  moving=''
  if [ "$picked" = 0 ] && [[ $kind = power-cut || $kind = cable-cut || $kind = emulator-killed ]]; then
    moving=' in a move'
    move
    pick 20
    sleep $((picked / 10)).$((picked % 10))
  fi
  struck=$EPOCHREALTIME boots=$(boots web)
  echo "$struck round $round: $kind$moving on node$holder"
  "$kind"
  ! declare -F "$kind-end" >/dev/null || "$kind-end"
  within 90 together
  settled
  within 60 well
  alive web
  once web
  newest web
  cost=$(($(boots web) - boots))
  echo "figure: $(awk -v n=$round -v w="$kind$moving" -v i="$holder" -v j="$(where web)" -v b=$cost -v a="$struck" -v e="$EPOCHREALTIME" \
    'BEGIN { printf "%3d  %-28s node%d -> node%d, %d boots, all well after %.1f s", n, w, i, j, b, e - a }')"
  [[ $kind != daemon-* ]] || [ "$cost" = 0 ] || fail "a daemon that was away has cost the guest $cost boots"
  # For the next round: what an operator would do. Not --cleanup: see refresh.sh.
  crm crm_resource --clear -r web >/dev/null 2>&1 || true
  crm crm_resource --refresh -r web >/dev/null 2>&1 || true
  settled
done
polled
