# Migration_type=NORMAL: stop, fail over, start, on a machine that has never seen the guest; then a restart there.
# machines: 2
guest web
resource web Migration_type=NORMAL
expect 0 xvm 1 start web
up web
expect 0 moving 1 2 web 100
console web | grep GUEST-DOWN
off 1 web
expect 1 virsh 2 domstate web
expect 0 xvm 2 start web
up web 2
one web 2
expect 0 xvm 2 stop web
expect 0 xvm 2 start web
up web 3
one web 2
