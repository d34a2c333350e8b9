# A definition that leaves open its UUID, the hardware addresses of its interfaces, their places on the bus and what its machine type stands
# for: the guest is the same machine at each start, on each node and after a loss of power, and nobody is told that it was edited.
# machines: 2
# seconds: 120
guest web hb=0.1 lock
sed -i -e /uuid/d -e "s|<devices>|&<interface type='user'/><interface type='user'><model type='virtio'/></interface>|" "$BED/web.xml"
machine() { virsh "$1" dumpxml web | grep -E "<uuid>|machine=|<mac address|<address type='pci'"; }
same() { diff <(echo "$first") <(machine "$1") || fail "it is another machine on node$1"; }
again() {
  crm crm_resource -r web -m -p target-role -v Stopped
  settled
  [ $# = 0 ] || crm crm_resource --ban -r web -N "node$1"
  crm crm_resource -r web -m -d target-role
  settled
}
keep web on:1
up web
settled
first=$(machine 1)
echo "$first"
[ "$(grep -c '<mac' <<<"$first")" = 2 ]
again
up web 2
same 1
# Started cold on a machine that has never seen it.
again 1
up web 3
[ "$(where web)" = 2 ]
same 2
crm crm_resource --clear -r web
settled
down=$(where web)
bed kill "$down"
up web 4
same "$(where web)"
for machine in 1 2; do
  if message_log "$machine" web | grep 'defined otherwise'; then fail "nobody has edited it"; fi
done

# What is edited is new, and all the rest as it was: another interface before the others.
bed boot "$down"
within 60 members 2
settled
sed -i "s|<devices>|&<interface type='user'><model type='e1000'/></interface>|" "$BED/web.xml"
crm xvm_register --framework pacemaker -f "$BED/web.conf"
again
up web 5
now=$(machine "$(where web)")
echo "$now"
[ "$(grep -c '<mac' <<<"$now")" = 3 ]
while read -r line; do
  grep -qF "$line" <<<"$now" || fail "there is no $line any more"
done < <(grep '<mac\|<uuid\|machine=' <<<"$first")
message_log "$(where web)" web | grep 'defined otherwise'
once web
