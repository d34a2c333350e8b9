# A configuration that leaves open its UUID and the hardware addresses of its interfaces, which xl makes up at each create: the guest is the
# same machine at each start, after its death, and after a move; an edit changes what it says and nothing else.
bridge() {
  on "$1" sh -c "modprobe xen-netback; ip link show xenbr0 >/dev/null 2>&1 || { ip link add xenbr0 type bridge && ip link set xenbr0 up; }"
}
for host in 1 2; do bridge $host; done
guest web pvh hb=1 -- 'vif = [ "bridge=xenbr0", "bridge=xenbr0,rate=10Mb/s" ]'
resource web Start_timeout=240
# The UUID, and an address for each interface.
machine() { xl "$1" list -l web | jq -r '.[0].config | .c_info.uuid, (.nics // [])[].mac'; }
same() { diff <(echo "$first") <(machine "$1") || fail "it is another machine on node$1"; }
expect 0 xvm 1 start web
up web
first=$(machine 1)
echo "$first"
[ "$(wc -l <<<"$first")" = 3 ]
[ "$(sort -u <<<"$first" | wc -l)" = 3 ]
expect 0 xvm 1 stop web
expect 0 xvm 1 start web
up web 2
same 1
xl 1 destroy web
expect 0 xvm 1 start web
up web 3
same 1

# What has moved is the same machine, and is it again when it is booted there.
expect 0 moving 1 2 web 280
one web 2
same 2
expect 0 xvm 2 start web
expect 0 xvm 2 stop web
expect 0 xvm 2 start web
up web 4
same 2

# An interface more, before the others.
guest web pvh hb=1 -- 'vif = [ "bridge=xenbr0,mtu=1400", "bridge=xenbr0", "bridge=xenbr0,rate=10Mb/s" ]'
expect 0 xvm 2 stop web
expect 0 xvm 2 start web
up web 5
now=$(machine 2)
echo "$now"
[ "$(wc -l <<<"$now")" = 4 ]
while read -r line; do
  grep -qF "$line" <<<"$now" || fail "there is no $line any more"
done <<<"$first"
expect 0 xvm 2 stop web
off 2 web
