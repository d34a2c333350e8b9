# The properties and the definition are kept in the configuration table, and no file lies about on this node.
guest web
virsh undefine web
xvm_ccr addtab web
xvm_ccr addkey -k Domain_name -v web web
xvm_ccr addkey -k Domain_definition -v TABLE web
xvm_ccr addkey -k definition -f "$BED/web.xml" web
rm "$BED/web.xml"
expect 0 validate_xvm -R web -G rg
expect 0 start_xvm -R web -G rg
up web
expect 0 probe_xvm -R web -G rg
expect 0 stop_xvm -R web -G rg -t 100
is web "shut off"

# A table that was altered by hand is not believed; a stop needs none.
expect 0 start_xvm -R web -G rg
sed -i 's/Domain_name\tweb/Domain_name\tother/' /etc/ha-xvm/ccr/global/web
expect 1 validate_xvm -R web -G rg
expect 0 stop_xvm -R web -G rg -t 100
is web "shut off"
