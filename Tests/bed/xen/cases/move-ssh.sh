# The way that a site has without doing anything for it: ssh, which encrypts on an emulated processor, hence the time.
guest web pvh hb=1
resource web Migration_transport=ssh Stop_timeout=600
expect 0 xvm 1 start web
up web
id=$(boot_id web)
on 1 xvm_move -n -P /root/web.conf -G rg web node2
begin=${EPOCHREALTIME/./}
expect 0 moving 1 2 web 600
echo "figure: a stop that moves by ssh took $(((${EPOCHREALTIME/./} - begin) / 1000)) ms"
one web 2
expect 0 xvm 2 start web
unbroken web "$id"
# And back, by hand.
expect 0 on 2 xvm_move -P /root/web.conf -G rg -t 600 web node1
one web 1
alive web
[ "$(boots web)" = 1 ]
expect 0 xvm 1 stop web
