# A resource as sites make them up comes over without a boot of its guest: in a group, from a template, with parameters in several
# blocks, two monitors, a priority, utilization and long time-outs, all of which stay. A take-over that finds the guest nowhere puts the
# old agent back, and leaves no maintenance behind.
# machines: 2
# seconds: 50
guest site hb=0.2
guest wrong hb=0.2
crm cibadmin -M -c -X "<configuration><resources>
  <template id=\"vd\" class=\"ocf\" provider=\"heartbeat\" type=\"VirtualDomain\">
    <instance_attributes id=\"vd-p\">$(nvpairs vd-p migration_transport=tcp hypervisor=qemu:///system)</instance_attributes>
    <meta_attributes id=\"vd-m\">$(nvpairs vd-m allow-migrate=true priority=7)</meta_attributes>
    <operations><op id=\"vd-start\" name=\"start\" interval=\"0s\" timeout=\"500s\"/></operations>
  </template>
  <group id=\"shop\"><primitive id=\"ip\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\"/><primitive id=\"site\" template=\"vd\">
    <instance_attributes id=\"site-p\">$(nvpairs site-p "config=$BED/site.xml")</instance_attributes>
    <instance_attributes id=\"site-q\" score=\"3\">$(nvpairs site-q force_stop=false)</instance_attributes>
    <utilization id=\"site-u\">$(nvpairs site-u cpu=1)</utilization>
    <operations>
      <op id=\"site-m1\" name=\"monitor\" interval=\"15s\" timeout=\"40s\"/>
      <op id=\"site-m2\" name=\"monitor\" interval=\"60s\" timeout=\"40s\"/>
    </operations></primitive></group></resources>
  <constraints><rsc_location id=\"shop-best\" rsc=\"shop\" node=\"node1\" score=\"50\"/></constraints></configuration>"
up site
settled
id=$(boot_id site)
primitive() { crm cibadmin -Q -A "//primitive[@id='site']"; }
# file DOMAIN: its set-up file, by which it is that guest.
file() {
  printf '%s\n' RS=site RG=site-rg "Domain_name=$1" "Definition_file=$BED/$1.xml" Migration_transport=tcp Stop_timeout=100 \
    Migration_nodes=node1:clusternode1-priv,node2:clusternode2-priv >"$BED/site.conf"
}

file wrong
status=0
crm xvm_register --framework pacemaker --take-over -f "$BED/site.conf" || status=$?
[ "$status" = 4 ] || fail "it ends with $status"
settled
expect 1 eval 'primitive | grep -E "maintenance|ohac"'
primitive | grep 'template="vd"'
[ "$(crm crm_resource -W -r site -Q)" = node1 ]
unbroken site "$id"

file site
crm xvm_register --framework pacemaker --take-over -f "$BED/site.conf"
settled
one site 1
unbroken site "$id"
[ "$(record 1 site)" = running ] || fail "it is on record as '$(record 1 site)'"
primitive | tee "$BED/taken"
for word in 'provider="ohac"' 'name="priority" value="7"' 'name="cpu" value="1"' 'timeout="500s"' 'interval="15s"' 'interval="60s"'; do
  grep -- "$word" "$BED/taken"
done
expect 1 grep -E 'maintenance|hypervisor|force_stop|template' "$BED/taken"
crm xvm_register --framework pacemaker -f "$BED/site.conf" | grep 'nothing to change'
crm crm_verify -L

# In a group behind something that cannot move live, Pacemaker moves nothing live: it is stopped and started.
crm crm_resource --move -r shop -N node2
settled
up site 2
one site 2
