# A guest dies where it was moved to, and an operator tells the cluster to forget that, as our messages say: by --refresh, which costs
# the guest nothing. By --cleanup it is started again (Pacemaker 2.1.5): that forgets what is on record of the node with the failure
# alone, so that the move on record of the other node looks like one that has not arrived, and the cluster forces a recovery.
# machines: 2
# seconds: 40
guest web hb=0.1 lock
keep web on:1
up web
settled
crm crm_resource --move -r web -N node2
settled
one web 2
on 2 bash -c "kill -9 \$(cat /run/libvirt/qemu/web.pid)"
up web 2
settled
[ "$(fail_count web 2)" != 0 ] || fail "no failure is on record"
id=$(boot_id web)
crm crm_resource --clear -r web
crm crm_resource --refresh -r web
settled
[ "$(fail_count web 2)" = 0 ]
sleep 3
settled
unbroken web "$id"
one web 2
once web
