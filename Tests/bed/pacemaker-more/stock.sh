# The guest whole: what the stock agent does and what ours does, in the same situations on the same machines. The table in the article
# StockAgents, Beside ours, is what they have to do here.
#
# By hand: Tests/bed/run pacemaker-more/stock; AGENTS names one of the two.
# machines: 3
# shellcheck disable=SC2154 # here is the prelude's
read -ra agents <<<"${AGENTS:-heartbeat:VirtualDomain ohac:xvm}"
# begin AGENT NAME [WORD...]: a guest of it runs on machine 1.
begin() {
  local agent=$1 name=$2
  shift 2
  guest "$name" hb=0.1 "$@"
  # A monitor in time sees what the stock agent sees then only.
  AGENT=$agent MONITOR=10 keep "$name" on:1
  up "$name"
  settled
}
# cold NAME I: stopped, and started where machine I is the only one.
cold() {
  local number
  crm crm_resource -r "$1" -m -p target-role -v Stopped
  settled
  for number in 1 2 3; do [ "$number" = "$2" ] || crm crm_resource --ban -r "$1" -N "node$number"; done
  crm crm_resource -r "$1" -m -d target-role
  settled
}
# away NAME: the cluster knows nothing of it any more, nor of where it was to be.
away() {
  crm crm_resource --clear -r "$1" || true
  forget "$1"
}
runs_on() { local nodes; nodes=$(where "$1"); echo "${nodes:-none}" | tr '\n' ' '; }
# does AGENT ANSWER STOCK OURS: fails where it is not what the article says.
does() {
  local expected=$3
  [ "$1" != ohac:xvm ] || expected=$4
  [ "$2" = "$expected" ] || fail "$1: '$2' and not '$expected'"
}

for agent in "${agents[@]}"; do
  short=${agent#*:}

  # A backup's layer, and the machine loses its power.
  name=snap-$short
  begin "$agent" "$name" lock image
  marked "$name" 10
  virsh 1 snapshot-create-as "$name" n --disk-only --atomic --no-metadata --diskspec "vda,file=$BED/$name.n"
  marked "$name" $(($(count "$name") + 20))
  at=$(count "$name") id=$(boot_id "$name")
  bed kill 1
  up "$name" 2
  within 20 eval "[ -n \"\$(found $name)\" ]"
  found=$(found "$name") answer=lost
  [ "${found%:*}" != "$id" ] || [ "${found#*:}" -lt "$at" ] || answer=kept
  does "$agent" "$answer" lost kept
  bed boot 1
  within 60 members 3
  settled
  away "$name"

  # What the definition leaves open.
  name=open-$short
  guest "$name" hb=0.1
  sed -i -e /uuid/d -e "s|<devices>|&<interface type='user'/>|" "$BED/$name.xml"
  AGENT=$agent MONITOR=10 keep "$name" on:1
  up "$name"
  settled
  machine() { virsh "$1" dumpxml "$name" | grep '<mac \|<uuid'; }
  first=$(machine 1)
  cold "$name" 2
  up "$name" 2
  [ "$(machine 2)" = "$first" ] && answer='the same' || answer=another
  does "$agent" "$answer" another 'the same'
  away "$name"

  # Another guest's definition on the node that it is to go to.
  name=left-$short
  begin "$agent" "$name" lock
  sed 's|<uuid>.*</uuid>|<uuid>11111111-2222-3333-4444-555555555555</uuid>|' "$BED/$name.xml" >"$BED/other.xml"
  virsh 2 define "$BED/other.xml"
  cold "$name" 2
  answer=another
  [ "$(virsh 2 domuuid "$name")" = 11111111-2222-3333-4444-555555555555 ] || answer=itself
  answer="$answer runs on $(runs_on "$name")and the definition is"
  if on 2 ls "/var/lib/ha-xvm/replaced/$name.11111111-2222-3333-4444-555555555555.xml" 2>/dev/null; then
    answer="$answer put aside"
  else
    virsh 2 dominfo 11111111-2222-3333-4444-555555555555 >/dev/null 2>&1 && answer="$answer there" || answer="$answer gone"
  fi
  does "$agent" "$answer" 'itself runs on 2 and the definition is gone' 'itself runs on 2 and the definition is put aside'
  virsh 2 undefine 11111111-2222-3333-4444-555555555555 2>/dev/null || true
  crm crm_resource --clear -r "$name"
  crm crm_resource --refresh -r "$name"
  settled
  away "$name"

  # By hand to a machine that is no member.
  name=away-$short
  begin "$agent" "$name" lock
  on 3 "$here/pacemaker" stop
  within 60 members 2
  settled
  virsh 1 migrate --live --p2p "$name" qemu+tcp://10.77.0.3/system tcp://10.77.0.3
  sleep 60
  answer="runs on $(runs_on "$name")"
  does "$agent" "$answer" 'runs on 1 3 ' 'runs on 3 '
  virsh 3 destroy "$name"
  [ "$agent" != ohac:xvm ] || on 1 xvm_move --clear "$name"
  on 3 "$here/pacemaker" start
  within 60 members 3
  settled
  away "$name"
done
