# The bed itself, with no agent of ours: a power cut and a cut cable each end in fencing, and what ran there runs elsewhere.
# machines: 3
primitive note heartbeat:Dummy '' '' 3
at() { [ "$(crm crm_resource -W -r note -Q)" = "node$1" ]; }
at_other() { [[ $(crm crm_resource -W -r note -Q) = *node[12]* ]]; }
within 30 at 3
! fenced 3 || fail "it was fenced before"

begin=${EPOCHREALTIME/./}
bed kill 3
within 30 at_other
echo "figure: $(((${EPOCHREALTIME/./} - begin) / 1000)) ms from the power cut until it ran elsewhere"
fenced 3
expect 1 bed alive 3

bed boot 3
within 30 members 3
bed cut 1
within 30 fenced 1
expect 1 bed alive 1
within 30 members 2
settled
crm crm_resource -W -r note -Q | grep 'node[23]'

# The fence agent by its own interface, as Pacemaker calls it; the switch also switches on.
fence() { printf '%s\n' "action=$1" "port=node$2" "switch=$BED/power/switch" | on 2 /usr/sbin/fence_bed; }
expect 2 fence status 1
expect 0 fence on 1
within 30 fence status 1
within 30 members 3
expect 1 fence nonsense 1
