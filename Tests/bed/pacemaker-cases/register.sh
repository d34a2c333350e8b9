# The whole way of a registration: a guest that only a file knows comes to run, another definition restarts nothing, a machine
# that has never seen the guest starts it after the death of its node, and a removal leaves nothing.
# machines: 3
# seconds: 65
guest web hb=0.1
cat >"$BED/web.conf" <<END
RS=web-rs
RG=web-rg
Domain_name=web
Definition_file=$BED/web.xml
NODELIST=node1,node2,node3
Migration_transport=tcp
Stop_timeout=100
Start_timeout=100
END
runs_somewhere() { [ -n "$(where web)" ]; }
traces() { crm cibadmin --query | grep web; }

on 1 xvm_register --framework pacemaker -f "$BED/web.conf"
within 60 on_machine web 1
up web
id=$(boot_id web)
settled
crm crm_verify --live-check
on 2 xvm_register -f "$BED/web.conf" | grep 'nothing to change'
on 3 xvm_status --shell web-rs | grep -x "XVM_CLUSTER_NODES='node1'"
on 3 xvm_why web-rs | grep 'nothing stands in the way'
for number in 2 3; do expect 1 eval "virsh $number list --all --name | grep -x web"; done

# Another definition is nothing of the resource: one step, and the guest counts on.
sed -i 's,</name>,&<title>the second definition</title>,' "$BED/web.xml"
on 2 xvm_register -f "$BED/web.conf" | grep 'done, 1 step'
on 3 xvm_emit definition web-rs | grep 'the second definition'
settled
one web 1
unbroken web "$id"

# A property that is tunable at any time does not stop it either.
echo On_guest_shutdown=HONOUR >>"$BED/web.conf"
on 3 xvm_register -f "$BED/web.conf" | grep 'change On_guest_shutdown'
settled
one web 1
unbroken web "$id"

bed kill 1
within 60 runs_somewhere
up web 2
settled
virsh "$(where web)" dumpxml web | grep 'the second definition'
alive web

# Off every node, and why.
for number in 1 2 3; do crm crm_resource --ban -r web-rs -N "node$number"; done
settled
expect 1 eval "on 2 xvm_why web-rs >'$BED/why'"
grep 'constraints keep it off nodes: .*node2 by cli-ban-web-rs-on-node2' "$BED/why"
crm crm_resource --clear -r web-rs
within 60 runs_somewhere
settled

on 2 xvm_remove -f "$BED/web.conf"
expect 1 runs_somewhere
settled
expect 1 traces
