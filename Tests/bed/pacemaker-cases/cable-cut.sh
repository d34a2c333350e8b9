# The cable of the node that holds the guest is cut. The guest there runs on until the node is fenced, and not before that does it
# run elsewhere, although its disk is to be had all the time.
# machines: 3
guest web hb=0.05 lock
watch web
keep web on:3
up web
on_machine web 3 || fail "it is on node$(where web)"
settled
id=$(boot_id web)
bed cut 3
cut=$EPOCHREALTIME
up web 2
fenced 3
last=$(awk -v id="$id" '$3 == "HB" && $4 == id { t = $1 } END { print t }' "$BED/stamps")
fence=$(awk '/ off node3 ok/ { print $1 }' "$BED/power/log")
before "$cut" "$last"
before "$last" "$fence"
before "$fence" "$(stamp web GUEST-UP 2)"
once web
settled
one web "$(where web)"
