# ocf:ohac:xvm in a cluster: a death is told when it happens, a departure is found, a parameter changes without a restart, and a
# move that fails leaves one copy.
# machines: 3
# seconds: 105
guest web hb=0.1
keep web on:1
within 60 on_machine web 1
up web
id=$(boot_id web)
settled

# A parameter that is tunable at any time reaches the record, and nothing is restarted.
crm crm_resource -r web --set-parameter On_guest_shutdown --parameter-value HONOUR
settled
within 20 on 1 grep -q '^On_guest_shutdown.HONOUR' /run/ha-xvm/records/web
crm crm_resource -r web --delete-parameter On_guest_shutdown
settled
one web 1
unbroken web "$id"

# A value that is wrong is said, and harms nobody; the record keeps the one that was right.
crm crm_resource -r web --set-parameter On_guest_shutdown --parameter-value NONSENSE
within 20 eval "message_log 1 web | grep -q 'the guest goes on as it was started'"
settled
one web 1
unbroken web "$id"
expect 1 on 1 grep NONSENSE /run/ha-xvm/records/web
expect 1 eval "on 1 xvm_why web >'$BED/why'"
grep "'NONSENSE' is not RESTART" "$BED/why"
crm crm_resource -r web --delete-parameter On_guest_shutdown
settled
one web 1
unbroken web "$id"
[ "$(fail_count web 1)" = 0 ]

# Live to machine 2; the record is there, and here is none.
crm crm_resource --move -r web -N node2
settled
crm crm_resource --clear -r web
one web 2
unbroken web "$id"
on 2 test -e /run/ha-xvm/records/web
expect 1 on 1 test -e /run/ha-xvm/records/web

# Somebody moves it by hand: the guard has the cluster look again, and the guest is found where it is.
on 2 virsh -q -c qemu:///system migrate --live --persistent --undefinesource web qemu+tcp://clusternode3-priv/system
found() { [ "$(crm crm_resource -W -r web -Q)" = node3 ]; }
within 60 found
settled
one web 3
unbroken web "$id"
[ "$(boots web)" = 1 ]
within 20 on 3 test -e /run/ha-xvm/records/web
expect 1 on 2 test -e /run/ha-xvm/records/web

# A death is told at once, long before the next monitor, which is a minute away.
guarded() { [ -n "$(on 3 ls /run/ha-xvm/guards/web)" ]; }
within 20 guarded
sleep 1
begin=${EPOCHREALTIME/./}
on 3 kill -KILL "$(on 3 cat /run/libvirt/qemu/web.pid)"
told() { [ "$(message_log 3 web | grep -c 'the cluster was told that guest web is dead')" = 1 ]; }
within 20 told
echo "figure: $(((${EPOCHREALTIME/./} - begin) / 1000)) ms from the death of the emulator until the cluster was told"
up web 2
settled
[ "$(where web | wc -l)" = 1 ] || fail "it runs on '$(where web)'"
crm crm_resource --refresh -r web
settled

# A move to a machine whose daemon is hung fails, and the guest stays where it is.
at=$(where web)
to=$((at % 3 + 1))
on "$to" kill -STOP "$(on "$to" cat /run/libvirtd.pid)"
crm crm_resource --move -r web -N "node$to" || true
within 60 eval "message_log $at web | grep -q 'cannot be moved\|did not succeed'"
on "$to" kill -CONT "$(on "$to" cat /run/libvirtd.pid)"
settled
crm crm_resource --clear -r web
settled
one web "$at"
[ "$(boots web)" = 2 ]
crm crm_resource --cleanup -r web
settled
one web "$at"
[ "$(boots web)" = 2 ]
alive web
