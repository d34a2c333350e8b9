# A paravirtual guest from its first start to its stop, with what a probe says at each step.
guest web pv hb=1
resource web
expect 0 xvm 1 validate web
expect 100 xvm 1 probe web
expect 0 xvm 1 stop web
begin=${EPOCHREALTIME/./}
expect 0 xvm 1 start web
echo "figure: start_xvm took $(((${EPOCHREALTIME/./} - begin) / 1000)) ms"
up web
begin=${EPOCHREALTIME/./}
expect 0 xvm 1 probe web
echo "figure: probe_xvm took $(((${EPOCHREALTIME/./} - begin) / 1000)) ms"
guards 1 2
# A second start is no second guest, and the other host has none.
expect 0 xvm 1 start web
one web 1
on 1 xvm_status web | grep running
begin=${EPOCHREALTIME/./}
expect 0 xvm 1 stop web
echo "figure: stop_xvm took $(((${EPOCHREALTIME/./} - begin) / 1000)) ms"
console web | grep GUEST-DOWN
off 1 web
within 120 guards 1 0
[ -z "$(record 1 web)" ]
[ "$(boots web)" = 1 ]
expect 100 xvm 1 probe web
