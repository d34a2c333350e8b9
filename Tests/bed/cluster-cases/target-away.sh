# The other machine's daemon is away, then hangs: nothing is sent, and Abort_migration decides what follows.
# machines: 2
# seconds: 45
guest web hb=0.1
resource web Abort_migration=TRUE
expect 0 xvm 1 start web
up web
id=$(boot_id web)

daemon 2 stop
expect 1 moving 1 2 web 60 2>&1 | grep 'cannot be moved to that node'
[ "$(record 1 web)" = running ]
expect 0 xvm 1 probe web
expect 0 xvm 1 start web
unbroken web "$id"

daemon 2 start
# shellcheck disable=SC2016 # it is the machine's shell that replaces this
on 2 bash -c 'kill -STOP $(cat /run/libvirtd.pid)'
under 40 expect 1 moving 1 2 web 60
unbroken web "$id"
[ "$(record 1 web)" = running ]

# FALSE: it is shut down here, to be started there.
resource web
expect 0 moving 1 2 web 60
off 1 web
console web | grep GUEST-DOWN
# shellcheck disable=SC2016
on 2 bash -c 'kill -CONT $(cat /run/libvirtd.pid)'
expect 0 xvm 2 start web
up web 2
one web 2
