# The proof that a guest never ran twice can fail: here it is started on a second machine, by hand and past the cluster. And a
# cluster that finds such a guest leaves one.
# machines: 2
# seconds: 35
guest web hb=0.1 lock
virsh 1 create "$BED/web.xml"
up web
within 20 eval "console web | grep ^LOCK"
virsh 1 migrate --live --p2p web qemu+tcp://10.77.0.2/system tcp://10.77.0.2
alive web
# A move is not taken for it, nor is a second boot after the first.
once web
virsh 2 destroy web
virsh 1 create "$BED/web.xml"
up web 2
alive web
once web

virsh 2 create "$BED/web.xml"
up web 3
within 20 eval "console web | grep ^TWICE"
# By each of the two witnesses alone.
expect 1 eval "(once web) | grep 'an earlier boot counts on'"
cp "$BED/web.log" "$BED/all.log"
grep -v ^HB "$BED/all.log" >"$BED/web.log"
expect 1 eval "(once web) | grep 'somebody else has written'"

# A cluster that is to keep it finds both. It stops both and starts one, or, where news reaches it between the two stops, finds one copy
# and leaves that: either way there is one. A copy that does not shut down in order is given 60 of the 100 seconds before it is ended.
keep web on:1
single() { [ "$(where web | wc -w)" = 1 ]; }
within 130 single
settled
single
one web "$(where web)"
