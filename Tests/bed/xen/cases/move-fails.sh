# Moves that come to nothing: the other host has a guest of that name, nobody answers there, the transport breaks off, the cable is
# pulled, a paravirtual guest. In each the guest runs on here, in one copy, and the next call is right.
guest web pvh hb=1
resource web Abort_migration=TRUE
expect 0 xvm 1 start web
up web
id=$(boot_id web)

stays() {
  runs 1 web || fail "it does not run here: $(xl 1 list)"
  [ "$(record 1 web)" = running ] || fail "on record it is $(record 1 web)"
  expect 0 xvm 1 probe web
}

guest other pv hb=1
on 2 sed 's/"other"/"web"/' /root/other.cfg | put 2 /root/stranger.cfg
xl 2 create /root/stranger.cfg
says 'is there already' 1 moving 1 2 web 200
stays
xl 2 destroy web
# What the stranger said is not to be taken for the guest's own words.
within 60 off 2 web
on 2 rm /var/log/xen/console/guest-web.log

on 2 ip link set eth1 down
expect 1 moving 1 2 web 200
stays
on 2 ip link set eth1 up

# The transport dies in the middle: xl gives the move up by itself, and nothing is left there.
moving 1 2 web 300 >"$BED/output" 2>&1 &
move=$!
within 240 arrives 2 web
sleep 3
# shellcheck disable=SC2016 # it is domain 0's shell that replaces this
on 2 sh -c 'kill $(pgrep -f "bin/xl migrate-receiv[e]")'
expect 1 wait "$move"
cat "$BED/output"
stays
within 120 off 2 web

# deaf I, hears I: what carries the memory to host I is held, as one is that nobody told of the other's end; and goes on.
deaf() { on "$1" sh -c "pgrep -n -f [T]CP-LISTEN:8002 | tee /run/deaf | xargs kill -STOP"; }
hears() { on "$1" sh -c "xargs kill -CONT </run/deaf"; }

# The cable is pulled in the middle, and the time is over: what carries the memory is ended, not xl, and the guest goes on.
moving 1 2 web 200 >"$BED/output" 2>&1 &
move=$!
within 240 arrives 2 web
deaf 2
on 2 ip link set eth1 down
expect 1 wait "$move"
cat "$BED/output"
stays
on 2 ip link set eth1 up
# Nobody tells the other host: its xl waits for the rest of the guest, and keeps every other xl there from making one. A stop
# there ends it, and the guest runs on here; the next move arrives.
xl 2 list | grep '^web--incoming '
expect 0 xvm 2 stop web
hears 2
one web 1
unbroken web "$id"
expect 0 moving 1 2 web 300
expect 0 xvm 2 start web
one web 2
unbroken web "$id"

# The same the other way, and then the host that had the guest is asked no more: a start clears up what never arrived, and boots.
moving 2 1 web 200 >"$BED/output" 2>&1 &
move=$!
within 240 arrives 1 web
deaf 1
on 1 ip link set eth1 down
expect 1 wait "$move"
cat "$BED/output"
on 1 ip link set eth1 up
expect 0 xvm 2 stop web
xl 1 list | grep '^web--incoming '
expect 0 xvm 1 start web
hears 1
up web 2
one web 1
expect 0 xvm 1 stop web

# Debian's Xen cannot move a guest of type pv; that is said before anything is sent.
guest flat pv hb=1
resource flat Abort_migration=TRUE
expect 0 xvm 1 start flat
up flat
says 'without shadow paging' 1 moving 1 2 flat 200
runs 1 flat
# Without the word it is stopped here, to be started there.
resource flat
expect 0 moving 1 2 flat 200
off 1 flat
expect 0 xvm 2 start flat
up flat 2
one flat 2
