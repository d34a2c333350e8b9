# A node loses power with the guest on it: it is fenced, and then the guest runs on another. When the node is back the guest
# stays where it is, and what the node knew of it is gone.
# machines: 3
# seconds: 40
guest web hb=0.1 lock
watch web
keep web on:2
up web
on_machine web 2 || fail "it is on node$(where web)"
settled
id=$(boot_id web)
cut=$EPOCHREALTIME
bed kill 2
up web 2
fenced 2
node=$(where web)
one web "$node"
[ "$(boot_id web)" != "$id" ]
echo "figure: $(awk -v a="$cut" -v b="$(stamp web GUEST-UP 2)" 'BEGIN { printf "%.1f", b - a }') s from the power cut to the guest's userland"
bed boot 2
within 30 members 3
settled
one web "$node"
once web
[ "$(boots web)" = 2 ]
