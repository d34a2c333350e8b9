# The script that `xvm_emit registration` writes for Solaris Cluster runs unchanged on a Pacemaker cluster: the guest is kept by
# ocf:ohac:gds-service with the commands of ha-xvm, switched, and started on the other node when its own is lost.
# machines: 2
# seconds: 60
guest web hb=0.1
for number in 1 2; do on $number "$(readlink -f "$BED/bin/start_xvm")" --install-cluster-commands "$BED/usr"; done
site() { on "$1" env "PATH=$BED/usr/bin:$PATH" "${@:2}"; }
printf '%s\n' RS=web-rs RG=web-rg Nodelist=node1,node2 Domain_name=web "Domain_definition=$BED/web.xml" Stop_timeout=60 \
  Thorough_probe_interval=5 >"$BED/web.conf"
on 1 xvm_emit -f "$BED/web.conf" registration solaris >"$BED/register"
site 1 sh "$BED/register"
# The table of each node, as on a Solaris Cluster.
on 1 cat /etc/ha-xvm/ccr/global/web-rs >"$BED/table"
on 2 sh -c "mkdir -p /etc/ha-xvm/ccr/global && umask 077 && cat $BED/table >/etc/ha-xvm/ccr/global/web-rs"
up web
one web 1
site 2 clrg status web-rg
site 2 clrg switch -n node2 web-rg
up web 2
one web 2
# Called again it does nothing, but for what it makes.
[ "$(site 1 clrs list -v | awk '$1 == "web-rs" { print $2 }')" = SUNW.gds:6 ]
bed kill 2
within 60 fenced 2
up web 3
one web 1
once web
