# A machine knows another guest of the name, by another UUID, which is off. That is its own affair: the look before a move names it, a
# start there puts its definition aside, and where more is kept of it the start fails there alone.
# machines: 3
# seconds: 120
guest web hb=0.1 lock
keep web on:1
up web
settled
leftover() {
  virsh "$1" undefine web 2>/dev/null || true
  sed 's|<uuid>.*</uuid>|<uuid>11111111-2222-3333-4444-555555555555</uuid>|' "$BED/web.xml" >"$BED/other.xml"
  virsh "$1" define "$BED/other.xml"
}
leftover 2
leftover 3
expect 1 on 1 xvm_move -n web node2 2>&1 | tee "$BED/look"
grep 'another guest named web is defined there, with the UUID 11111111' "$BED/look"
# More than a definition is kept of the one on node3.
virsh 3 snapshot-create web /dev/stdin --redefine <<XML || fail "no snapshot"
<domainsnapshot><name>first</name><creationTime>1</creationTime><state>shutoff</state>$(cat "$BED/other.xml")</domainsnapshot>
XML
bed kill 1
up web 2
fenced 1
one web "$(where web)"
on_machine web 2 || fail "it is on node$(where web)"
on 2 cat /var/lib/ha-xvm/replaced/web.11111111-2222-3333-4444-555555555555.xml | grep '<uuid>11111111'
virsh 3 snapshot-list web --name | grep first
bed boot 1
within 60 members 3
settled
one web 2
# Where node3 alone is left the start fails there, for that node alone. The guest is off before, as a move there would be refused.
crm crm_resource --ban -r web -N node2
settled
one web 1
crm crm_resource -r web -m -p target-role -v Stopped
settled
crm crm_resource --ban -r web -N node1
crm crm_resource -r web -m -d target-role
barred() { crm crm_mon --one-shot --include=failures | grep "web start on node3 returned 'not installed'.*has the UUID 11111111"; }
within 60 barred
settled
[ -z "$(where web)" ] || fail "it is on node$(where web)"
virsh 3 dumpxml web | grep '<uuid>11111111'
crm crm_resource --clear -r web
up web 3
settled
one web "$(where web)"
[ "$(where web)" != 3 ] || fail "it is on node3"
once web
