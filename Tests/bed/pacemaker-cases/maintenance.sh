# In maintenance nobody touches the guest: not when an operator moves it, not when it dies. Afterwards the cluster finds it where it
# is, and starts it where it is not.
# machines: 2
# seconds: 55
guest web hb=0.1 lock
keep web on:1
up web
settled
id=$(boot_id web)
crm crm_attribute -n maintenance-mode -v true
virsh 1 migrate --live --p2p web qemu+tcp://10.77.0.2/system tcp://10.77.0.2
alive web
one web 2
crm crm_resource --refresh -r web
crm crm_attribute -n maintenance-mode -v false
settled
unbroken web "$id"
one web "$(where web)"

crm crm_attribute -n maintenance-mode -v true
node=$(where web)
virsh "$node" destroy web
sleep 10
[ -z "$(where web)" ] || fail "it was started in maintenance"
# The guard saw it die and told nobody: what is not managed is not the cluster's to count.
[ "$(fail_count web "$node")" = 0 ]
crm xvm_why web || true
crm crm_attribute -n maintenance-mode -v false
up web 2
settled
one web "$(where web)"
once web

# The same where only this resource is nobody's to manage. The death before may be on record, and the guard has said that once.
unreported() { message_log "$node" web | grep -c 'the resource is not managed' || true; }
said_so() { [ "$(unreported)" -gt "$told" ]; }
boots=$(boots web) node=$(where web)
crm crm_resource -r web -m -p is-managed -v false
settled
failures=$(fail_count web "$node") told=$(unreported)
virsh "$node" destroy web
within 20 said_so
[ "$(fail_count web "$node")" = "$failures" ] || fail "it was counted: $(fail_count web "$node") after $failures"
[ -z "$(where web)" ] || fail "it was started although it is not managed"
crm crm_resource -r web -m -d is-managed
# The next monitor would find it too, a minute later.
crm crm_resource --refresh -r web
up web $((boots + 1))
settled
one web "$(where web)"
once web
