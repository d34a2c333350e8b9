# What scripts of a Solaris site read of the cluster comes out of its own commands, as Tests/runbooks/reading has it.
# machines: 3
# seconds: 90
service() {
  MONITOR=10 primitive "$1-rs" ohac:gds-service "$(nvpairs "$1-parameters" "Start_command=/bin/sleep 100000$2" "Resource_group=$1-rg" \
    Network_aware=FALSE First_probe_percent=0 Start_probe_pause=1 Thorough_probe_interval=1 "${@:3}")" \
    "$(nvpairs "$1-meta" migration-threshold=1)" "$2"
}
sleeper() { on "$1" pgrep -x -f "/bin/sleep 100000$2"; }
service web 1
# Its stop can be made to fail: what it leaves ends by no signal that the stop may send.
service app 2 "Stop_command=/usr/bin/test ! -e /run/stubborn" Stop_exit_on_error=TRUE
crm cibadmin --modify --scope resources --xml-text \
  '<primitive id="app-rs"><operations><op id="app-rs-stop" on-fail="block"/></operations></primitive>'
on 1 "$(readlink -f "$BED/bin/start_xvm")" --install-cluster-commands "$BED/usr"
within 60 sleeper 1 1
within 60 sleeper 2 2
settled

# read_in SITUATION: every row of it, on a node that is up.
read_in() {
  # shellcheck disable=SC2154 # of the prelude
  local situation words pipeline said count=0 table=$here/../runbooks/reading
  while IFS=$'\t' read -r situation words pipeline; do
    [ "$situation" = "$1" ] || continue
    count=$((count + 1))
    said=$(on 3 env "PATH=$BED/usr/bin:$PATH" sh -c "$pipeline" | paste -sd ' ')
    [ "$said" = "$words" ] || fail "$1: not '$words' but '$said': $pipeline"
  done <"$table"
  [ $count -gt 2 ] || fail "$1: only $count rows"
  echo "figure: $1: $count pipelines"
}
read_in well

# A group that is no unit would stay where it is, and that is said.
expect 9 on 3 "$BED"/usr/bin/clnode evacuate node2
sleeper 2 2

on 2 touch /run/stubborn
crm crm_resource -r app-rs -m -p target-role -v Stopped
within 60 eval 'crm crm_mon --one-shot --output-as=xml --include=none,failures | grep "op_key=.app-rs_stop_0"'
settled
read_in failed
on 2 rm /run/stubborn
crm crm_resource --cleanup -r app-rs
crm crm_resource -r app-rs -m -d target-role
within 60 sleeper 2 2
settled

crm crm_resource -r app-rs -m -p is-managed -v false
settled
read_in suspended
crm crm_resource -r app-rs -m -d is-managed
settled

expect 0 on 3 "$BED"/usr/bin/clrg create new-rg
read_in unmanaged
expect 0 on 3 "$BED"/usr/bin/clrg delete new-rg

bed kill 1
within 30 fenced 1
within 60 sleeper 3 1
settled
read_in dead

# Nobody can be asked: no table.
# shellcheck disable=SC2154 # of the prelude
on 3 "$here/pacemaker" stop
for words in 'clrg status' 'clrs status' 'clrs list' 'clnode status' 'scstat -g'; do
  # shellcheck disable=SC2086 # words are what is wanted
  expect 18 on 3 "$BED"/usr/bin/$words >"$BED/answer"
  [ ! -s "$BED/answer" ] || fail "$words prints something"
done
