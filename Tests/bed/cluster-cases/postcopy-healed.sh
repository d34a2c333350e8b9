# The cable is pulled while a guest lives on two machines, in the post-copy phase of its move, and put back in while there is time: the
# rest of its memory is fetched, and the guest goes on without a reboot.
# machines: 2
# seconds: 150
guest web hb=0.1 write=40:0
resource web Migration_throttle=0 Migration_postcopy=TRUE Migration_downtime=300
expect 0 xvm 1 start web
up web
id=$(boot_id web)
bed rate 1 40
moving 1 2 web 400 >"$BED/output" 2>&1 &
switch=$!
reason() { virsh "$1" domstate --reason web; }
# Before it runs there nothing can be fetched, and QEMU gives up what has come.
within 90 eval 'grep -q "running (post-copy)" <<<"$(reason 2)"'
bed cut 1
within 90 eval 'grep -q "paused (post-copy failed)" <<<"$(reason 1)"'
bed join 1
begin=$SECONDS
expect 0 wait "$switch"
echo "figure: whole again after $((SECONDS - begin)) s"
if reason 2 | grep post-copy; then fail "a part of its memory is not there"; fi
one web 2
unbroken web "$id"
expect 0 xvm 2 start web
expect 0 xvm 2 probe web
