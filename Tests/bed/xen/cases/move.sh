# A stop with a target is a move, and the start on the other host accepts what has arrived; the counter on the console shows that the
# guest did not reboot. Then it dies there, and the guard knows; it reboots there, and does not.
guest web pvh hb=1
resource web
expect 0 xvm 1 start web
up web
id=$(boot_id web)
# What can be known beforehand is looked at before anything is sent.
on 1 xvm_move -n -P /root/web.conf -G rg web node2
begin=${EPOCHREALTIME/./}
expect 0 moving 1 2 web 300
echo "figure: a stop that moves took $(((${EPOCHREALTIME/./} - begin) / 1000)) ms"
one web 2
[ -z "$(record 1 web)" ]
expect 0 xvm 2 start web
expect 0 xvm 2 probe web
unbroken web "$id"
[ "$(boots web)" = 1 ]
message_log 1 web | grep 'was moved to node2'
message_log 1 web | grep '% of 96 MiB sent'

# What xl left beside a guest that arrived is known for what it is: a death is noticed when that ends.
guards 2 2
xl 2 destroy web
within 120 guards 2 0
expect 100 xvm 2 probe web
expect 0 xvm 2 stop web
