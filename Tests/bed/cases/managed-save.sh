# Memory that was saved here before a failover is stale: a start does not bring it back unless it is asked to.
guest web
resource web
expect 0 xvm start web
up web
id=$(boot_id web)
virsh managedsave web
is web "shut off"
expect 0 xvm start web
up web 2
[ "$(boot_id web)" != "$id" ]

id=$(boot_id web)
virsh managedsave web
resource web Restore_saved_state=TRUE
expect 0 xvm start web
alive web
[ "$(boot_id web)" = "$id" ]
