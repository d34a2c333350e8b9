# A guest that an operator moved away in maintenance dies there, and is started again where it came from while the guard that it left
# behind tells the cluster of the departure, every 30 s and each time for up to 30 s. Its next death is a death, and not a departure.
# machines: 2
# seconds: 75
guest web hb=0.1 lock
keep web on:1
up web
settled
crm crm_attribute -n maintenance-mode -v true
virsh 1 migrate --live --p2p web qemu+tcp://10.77.0.2/system tcp://10.77.0.2
gone() { message_log 1 web | grep 'has left this node'; }
within 20 gone
left=$EPOCHREALTIME
# Every machine knows where it has gone.
known() { crm crm_attribute -n ha-xvm.departure.web -G | grep to=node2; }
within 20 known
alive web
virsh 2 destroy web
# Maintenance ends a second before the guard tells it again.
sleep "$(awk -v a="$left" -v b="$EPOCHREALTIME" 'BEGIN { d = a + 28.7 - b; print (d > 0 ? d : 0) }')"
crm crm_attribute -n maintenance-mode -v false
up web 2
settled
node=$(where web)
crm crm_resource -r web -m -p is-managed -v false
settled
virsh "$node" destroy web
said_so() { message_log "$node" web | grep 'the resource is not managed'; }
within 35 said_so
expect 1 eval "message_log $node web | grep 'has left this node: .*destroyed'"
