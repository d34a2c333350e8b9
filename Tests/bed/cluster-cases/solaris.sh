# A Solaris Cluster of stand-ins on node1: the switch of the group tells the stop where to, by Target_nodes, and the node's
# private name is what the guest's memory goes to.
# machines: 2
guest web hb=0.1
resource web
sed -i '/^Migration_nodes/d' "$BED/web.conf"
root=$BED/root
program=$(readlink -f "$BED/bin/start_xvm")
# The guest's commands have files of their own: the stand-ins run our engine for SUNW.gds, which is not to be found there.
inner=$BED/inner
for tree in "$root" "$inner"; do
  mkdir -p "$tree/usr/cluster"
  ln -s "$(dirname "$CLUSTER")/../standins/cluster" "$tree/usr/cluster/bin"
done
guest_words="/usr/bin/env HA_XVM_ROOT=$inner HA_XVM_STANDIN_STATE=$root/var/standin"
cluster() { on 1 env HA_XVM_ROOT="$root" HA_XVM_STANDIN_PROGRAM="$program" "$root/usr/cluster/bin/$1" "${@:2}"; }
options=()
for property in start stop probe validate; do
  options+=(-p "${property^}_command=$guest_words $BED/bin/${property}_xvm -R web -G rg -P $BED/web.conf")
done
cluster clresourcetype register SUNW.gds
cluster clresourcegroup create -n node1,node2 rg
cluster clresource create -g rg -t SUNW.gds -p Network_aware=FALSE -p Stop_timeout=100 "${options[@]}" web
cluster clresourcegroup online -eM rg
up web
id=$(boot_id web)
one web 1

cluster clresourcegroup switch -n node2 rg
one web 2
unbroken web "$id"
grep 'was moved to node2 (clusternode2-priv)' "$inner/var/cluster/logs/DS/rg/web/message_log.txt"
grep 'web OK guest web was moved to node2 (clusternode2-priv)' "$root/var/standin/statuses"
expect 0 xvm 2 start web

# By hand the cluster is asked: it has the group on node2 already, and the guest is not touched.
expect 0 on 1 env HA_XVM_ROOT="$inner" HA_XVM_STANDIN_STATE="$root/var/standin" HA_XVM_STANDIN_PROGRAM="$program" xvm_move -G rg -P "$BED/web.conf" web node2 |
  grep 'Solaris Cluster keeps web and is asked'
grep 'clresourcegroup switch -n node2 rg' "$root/var/standin/commands"
unbroken web "$id"
