# A live migration that is refused leaves the guest where it is, and nothing worse comes of it: it is kept while the cluster holds it,
# goes when the cause is gone, is recovered when it dies meanwhile, and is shut down and started elsewhere when its node is stopped.
# machines: 2
# seconds: 110
guest web hb=0.1 lock
keep web on:1
up web
settled
one web 1
id=$(boot_id web)

# leftover I: machine I has another guest of that name, which is off and keeps web from coming by a move.
leftover() {
  sed 's|<uuid>.*</uuid>|<uuid>11111111-2222-3333-4444-555555555555</uuid>|' "$BED/web.xml" >"$BED/other.xml"
  virsh "$1" undefine web 2>/dev/null || true
  virsh "$1" define "$BED/other.xml"
}
held() { crm crm_mon --one-shot --output-as=xml --include=none,resources | grep '<resource id="web"' | grep 'blocked="true"'; }
free() { ! held; }

leftover 2
# What would be refused the cluster is not asked for, and the dry run knows the cluster's nodes.
expect 1 on 1 xvm_move -n web node2 2>&1 | grep 'another guest named web is defined there'
expect 1 on 1 xvm_move web node2 2>&1 | grep 'another guest named web is defined there'
free
one web 1
crm crm_resource --move -r web -N node2
within 60 held
unbroken web "$id"
[ "$(boots web)" = 1 ]
expect 1 on 1 xvm_why web 2>&1 | tee "$BED/why"
grep 'a live migration failed, and the cluster leaves the guest where it is' "$BED/why"
grep 'migrate_to on node1: error, .*another guest named web is defined there' "$BED/why"
crm crm_mon --one-shot --show-node-attributes | grep 'ha-xvm-move-web .*another guest named web is defined there'
grep 'crm_resource --refresh --force --resource web' "$BED/why"

# With the cause gone the same move is tried again, as the remedy says.
virsh 2 undefine web
crm crm_resource --refresh --force --resource web
within 60 on_machine web 2
settled
one web 2
unbroken web "$id"
crm crm_resource --clear -r web
settled

# It dies while the cluster holds it.
leftover 1
crm crm_resource --move -r web -N node1
within 60 held
unbroken web "$id"
# shellcheck disable=SC2016 # it is the machine's shell that replaces this
on 2 bash -c 'kill -KILL $(cat /run/libvirt/qemu/web.pid)'
up web 2
crm crm_resource --clear -r web
settled
free
node=$(where web)
one web "$node"

# Its node is stopped in order: there it cannot stay.
leftover $((3 - node))
# shellcheck disable=SC2154 # of the prelude
on "$node" "$here/pacemaker" stop
up web 3
console web | grep GUEST-DOWN
one web $((3 - node))
once web
newest web

# One that is held is removed as any other.
# shellcheck disable=SC2154 # of the prelude
on "$node" "$here/pacemaker" start
within 60 members 2
settled
leftover "$node"
crm crm_resource --move -r web -N "node$node"
within 60 held
crm xvm_remove --framework pacemaker -f "$BED/web.conf"
off 1 web
off 2 web
if crm cibadmin --query --xpath '//primitive[@id="web"]'; then fail "it is still a resource"; fi
if grep ' off node' "$BED/power/log" 2>/dev/null; then fail "a machine was fenced"; fi
