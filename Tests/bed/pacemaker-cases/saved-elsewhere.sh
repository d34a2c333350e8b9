# Somebody saves a guest's memory, and the cluster starts it on another machine: the image is old from then on. When the guest comes back
# to the first machine, it boots, and does not go on from there. Where it is started on the machine that has the image, it goes on.
# machines: 2
# seconds: 90
guest web hb=0.1 lock
keep web on:1
up web
settled
id=$(boot_id web)
virsh 1 managedsave web
within 60 runs 1 web
alive web
[ "$(boot_id web)" = "$id" ]
settled
fact() { crm cibadmin --query --scope crm_config | grep 'ha-xvm.saved'; }
expect 1 fact

# It is to go elsewhere after its next failure; the first one is forgotten, as the cluster would move it at once for that.
crm crm_failcount -D -r web -N node1
settled
crm crm_resource -r web -m -p migration-threshold -v 1
virsh 1 managedsave web
up web 2
settled
one web 2
expect 1 fact
crm crm_resource -r web -m -p target-role -v Stopped
settled
crm crm_failcount -D -r web -N node1
crm crm_resource --ban -r web -N node2
crm crm_resource -r web -m -d target-role
settled
up web 3
one web 1
message_log 1 web | grep 'it is dropped'
once web
