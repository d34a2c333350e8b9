# A machine runs another guest of the name that has none of the guest's disks: that machine is barred, nobody is fenced, the guest runs on the
# others, and the other one is left alone. One that has the guest's disk is another matter: see namesake.
# machines: 2
# seconds: 60
guest web hb=0.1 lock
sed -e 's|<uuid>.*</uuid>|<uuid>11111111-2222-3333-4444-555555555555</uuid>|' -e '/<disk /,/<\/disk>/d' -e 's|/web.log|/other.log|' \
  "$BED/web.xml" >"$BED/other.xml"
virsh 2 create "$BED/other.xml"
up other
id=$(boot_id other)
keep web on:2
up web
settled
runs 1 web
crm cibadmin --query --xpath "//node_state[@uname='node2']//lrm_resource[@id='web']" | tee "$BED/probe"
grep 'rc-code="5"' "$BED/probe"
grep 'exit-reason="web: .*the UUID 11111111' "$BED/probe"
if [ -s "$BED/power/log" ] && grep ' off node' "$BED/power/log"; then fail "a machine was fenced"; fi
unbroken other "$id"
[ "$(virsh 2 domuuid web)" = 11111111-2222-3333-4444-555555555555 ]

# When it is gone, the machine is as good as the other.
virsh 2 destroy web
crm crm_resource --refresh -r web
settled
crm crm_resource --ban -r web -N node1
settled
[ "$(where web)" = 2 ]
once web
