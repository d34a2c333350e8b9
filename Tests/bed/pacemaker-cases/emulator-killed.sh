# The guest's emulator is killed: the guard tells the cluster at once, and not its next monitor, which is ten minutes away.
# machines: 2
guest web hb=0.1 lock
watch web
keep web Thorough_probe_interval=600 Retry_interval=1300
up web
settled
node=$(where web)
killed=$EPOCHREALTIME
on "$node" bash -c "kill -9 \$(cat /run/libvirt/qemu/web.pid)"
up web 2
echo "figure: userland again $(awk -v a="$killed" -v b="$(stamp web GUEST-UP 2)" 'BEGIN { printf "%.1f", b - a }') s after kill -9"
settled
one web "$(where web)"
once web
[ "$(boots web)" = 2 ]
