# The cluster moves a guest to another node by live migration, and back: it does not reboot, and stands still for a moment.
# machines: 3
# seconds: 55
guest web hb=0.05 lock
watch web
keep web on:1
up web
on_machine web 1 || fail "it is on node$(where web)"
id=$(boot_id web)
settled

# there I: the cluster is told to, and when the hypervisor there runs it that is that.
there() {
  local begin=${EPOCHREALTIME/./}
  crm crm_resource --move -r web -N "node$1"
  within 60 on_machine web "$1"
  echo "figure: on node$1 $(((${EPOCHREALTIME/./} - begin) / 1000)) ms after crm_resource --move"
  settled
  one web "$1"
  unbroken web "$id"
}
there 2
there 1
there 3
crm crm_resource --clear -r web
settled
once web
[ "$(boots web)" = 1 ]
[ "$(fail_count web 1)$(fail_count web 2)$(fail_count web 3)" = 000 ]
