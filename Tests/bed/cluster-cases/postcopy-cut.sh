# The cable is pulled while a guest lives on two machines, in the post-copy phase of its move. It is lost, as the property says, and nothing
# else: the stop ends what is left here, and a start there ends what is left there and boots the guest once.
# machines: 2
# seconds: 150
guest web hb=0.1 write=40:0
resource web Migration_throttle=0 Migration_postcopy=TRUE Migration_downtime=300
expect 0 xvm 1 start web
up web
bed rate 1 40
moving 1 2 web 200 >"$BED/output" 2>&1 &
switch=$!
reason() { virsh "$1" domstate --reason web; }
# Before it runs there libvirt ends what has come.
within 90 eval "grep -q 'running (post-copy)' <<<\"\$(reason 2)\""
bed cut 1
begin=$SECONDS
expect 0 wait "$switch"
echo "figure: given up after $((SECONDS - begin)) s"
off 1 web
bed join 1
within 90 eval "grep -q 'running (post-copy failed)' <<<\"\$(reason 2)\""
expect 100 xvm 2 probe web
expect 0 xvm 2 start web
up web 2
one web 2
