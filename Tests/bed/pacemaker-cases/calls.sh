# The calls of Tests/runbooks/calls get the same answers of the stand-ins of a Solaris Cluster and of our commands on a real Pacemaker cluster,
# and each refusal says why.
# machines: 2
# seconds: 100
program=$(readlink -f "$BED/bin/start_xvm")
on 1 "$program" --install-cluster-commands "$BED/usr"
mkdir -p "$BED/root"
ours() { on 1 env "PATH=$BED/usr/bin:$PATH" sh -c "$1"; }
# shellcheck disable=SC2154 # here is the prelude's
stand_in() {
  on 1 env "PATH=$here/../standins/cluster:$PATH" HA_XVM_ROOT="$BED/root" HA_XVM_STANDIN_STATE="$BED/root/state" \
    HA_XVM_STANDIN_PROGRAM="$program" sh -c "$1"
}
count=0
while IFS=$'\t' read -r wanted call <&3; do
  [[ $wanted != '#'* ]] || continue
  for who in ours stand_in; do
    status=0
    said=$("$who" "$call" 2>&1) || status=$?
    [ $status = 0 ] && answer=ok || answer=refused
    [ "$answer" = "$wanted" ] || fail "$who: $answer, not $wanted ($status): $call: $said"
    [ "$answer" = ok ] || [ -n "$said" ] || fail "$who: refused, and nothing is said: $call"
  done
  count=$((count + 1))
done 3<"$here/../runbooks/calls"
[ $count -gt 50 ] || fail "only $count calls"
echo "figure: $count calls, answered alike"
