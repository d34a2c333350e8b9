# A site's registration script, Tests/runbooks/register, with nothing of ours in it, makes a group of an address, a file system and a service under
# each shell; the group is then switched, its service killed, its node cut, and it always runs once, with its address and its storage.
# machines: 3
# seconds: 150
# shellcheck disable=SC1091,SC2154 # here is the prelude's
. "$here/site-words"
site_up

# shellcheck disable=SC2154 # here is the prelude's
for shell in dash bash ksh93; do
  site 1 "$shell" "$here/../runbooks/register"
  whole 1 || fail "$shell: not whole on node1"
  [ "$shell" = ksh93 ] && break
  expect 9 site 1 clrg unmanage web-rg
  expect 8 site 1 clrg delete web-rg
  expect 9 site 1 clrs delete web-rs
  expect 8 site 1 clrs disable web-hasp
  site 1 clrg offline web-rg
  whole 0 || fail "not offline on every node"
  site 1 clrs disable -g web-rg +
  site 1 clrg unmanage web-rg
  [ "$(site 2 clrg status web-rg | awk 'NR == 6 { print $NF }')" = Unmanaged ]
  site 1 clrs delete web-rs web-hasp web-lh
  site 1 clrg delete web-rg
  [ -z "$(site 1 clrg list)" ]
done
serves 2

begin=$SECONDS
site 2 clrg switch -n node2 web-rg
echo "figure: $((SECONDS - begin)) s for clrg switch"
whole 2 || fail "not whole on node2 when clrg switch returned"
[ "$(place 3)" = node2 ]
site 3 scswitch -z -g web-rg -h node3
whole 3 || fail "not whole on node3 when scswitch returned"
site 1 clrg restart web-rg
whole 3 || fail "not whole on node3 after a restart"
site 1 clrg remaster web-rg
whole 1 || fail "not whole on node1 after clrg remaster"

# Its service dies: it is restarted there.
on 1 pkill -9 -f '^python3 -m http.server 8080'
within 30 serves 2
whole 1 || fail "it is elsewhere after one death"

# One that is killed as it waits has done no harm, and the same call comes to the end.
timeout 1 "$CLUSTER" -d "$BED" x 1 env "PATH=$BED/usr/bin:$PATH" clrg switch -n node2 web-rg || true
site 1 clrg switch -n node2 web-rg
whole 2 || fail "not whole on node2 after the second call"

site 1 clrs disable web-rs
[ "$(site 1 clrs status web-rs | awk 'NR > 5 && $0 ~ /Online/' | wc -l)" = 0 ]
on 2 mountpoint -q "$web/data" || fail "the storage has gone with the service"
[ "$(place 1)" = node2 ]
site 1 clrs set -p Stop_command="$web/stop" -p Retry_count=1 web-rs
site 1 clrs enable web-rs
serves 1

# Nobody looks at one that is not monitored, the engine of the service neither.
site 1 clrs unmonitor web-rs
site 1 clrs status web-rs | grep 'Online but not monitored'
on 2 pkill -9 -f '^python3 -m http.server 8080'
sleep 8
if server 2; then fail "it was restarted, and is not monitored"; fi
site 1 clrs monitor web-rs
within 30 serves 1

# Nothing happens by itself to one that is suspended.
site 1 clrg suspend web-rg
[ "$(site 1 clrg status web-rg | awk 'NR == 6 { print $3 }')" = Yes ]
expect 9 site 1 clrg offline web-rg
site 1 clrg resume web-rg

# What an affinity forbids is refused, and nothing changes.
site 1 clrg create -p RG_affinities=--web-rg other-rg
site 1 clrs create -g other-rg -t SUNW.gds -p Start_command="/bin/sleep 1000001" -p Network_aware=FALSE other-rs
site 1 clrg online -emM other-rg
[ "$(place 1)" = node2 ]
expect 9 site 1 clrg switch -n node2 other-rg
site 1 clrg evacuate -n node2 +
[ "$(place 1)" != node2 ]

# What waits for storage that does not come is given up on as soon as the cluster rests, and not when its time is over.
gone() { expect 10 site 1 clrg online -emM gone-rg; }
mkdir "$BED/gone"
site 1 clrg create gone-rg
site 1 clrs create -g gone-rg -t SUNW.HAStoragePlus -p FilesystemMountPoints="$BED/gone" gone-hasp
site 1 clrs create -g gone-rg -t SUNW.gds -p Start_command="/bin/sleep 1000007" -p Network_aware=FALSE \
  -p Resource_dependencies=gone-hasp gone-rs
under 60 gone
site 1 clrg delete -F gone-rg

# Typing errors, each with a word about what is meant.
expect 36 site 1 clrg online wep-rg
expect 41 site 1 clrt register SUNW.oracle_server
expect 15 site 1 clrs set -p Retry_cuont=1 web-rs
expect 3 site 1 clrs create -g web-rg -t SUNW.LogicalHostname -p HostnameList=no-such-host no-lh
expect 2 site 1 clrg onlien web-rg
expect 10 site 1 clrs create -g web-rg -t SUNW.gds -p Start_command=/no/such/file -p Network_aware=FALSE no-rs

node=$(place 1)
node=${node#node}
bed kill "$node"
other=$((node % 3 + 1))
within 60 fenced "$node"
within 60 serves "$other"
somewhere() { whole "$(place "$other" | tr -dc 0-9)"; }
within 30 somewhere
echo "figure: on $(place "$other") after the loss of node$node"
