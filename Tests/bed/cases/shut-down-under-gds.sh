# A guest that shuts itself down: honoured, the service stays online with its guest off; else it is started again.
guest honour poweroff=6
guest restart poweroff=6
resource honour On_guest_shutdown=HONOUR
resource restart
service honour
service restart
within 60 is honour "shut off"
up restart 2
sleep 5
is honour "shut off"
expect 0 online honour
[ "$(boots honour)" = 1 ]
