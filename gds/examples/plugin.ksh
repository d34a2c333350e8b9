#!/usr/bin/ksh93
#
# A plug-in probe: is the guest alive inside, and not only in the eyes of its hypervisor?
#
# usage: plugin.ksh [-b DIRECTORY] [-a SECONDS] [-m FILE] RESOURCE FILE
#
#   -b  where the links of ha-xvm are; /opt/ohac/bin
#   -a  how old FILE may be; 60
#   -m  while this file is there the guest is being worked on and is not judged
#
# FILE is one that the guest writes to all the time: its console's log, a heartbeat on shared storage. Set
#
#   Plugin_probe='/opt/ohac/examples/plugin.ksh web-rs /var/log/guests/web.console'
#
# Exit status: 0 well; 1 nobody guards the guest, which is noted and hardly counts; 50 the file cannot be looked at;
# 100 the guest is silent: restart it.

bin=/opt/ohac/bin
integer age=60
maintenance=

while getopts 'b:a:m:' option; do
  case $option in
    b) bin=$OPTARG ;;
    a) age=$OPTARG ;;
    m) maintenance=$OPTARG ;;
    *) exit 50 ;;
  esac
done
shift $((OPTIND - 1))
resource=${1:?RESOURCE is missing} file=${2:?FILE is missing}

[[ -z $maintenance || ! -e $maintenance ]] || exit 0

# Names of guests may hold anything; what is written here is quoted for eval.
status=$("$bin/xvm_status" -t 3 --lines 0 --shell "$resource") || exit 50
eval "$status"

# The probe asks us only about a guest that runs. One that has been paused or has gone since is not ours to judge.
[[ $XVM_STATE == running ]] || exit 0

if ! modified=$(stat -c %Y "$file" 2>/dev/null); then
  print -u2 "$XVM_DOMAIN: $file cannot be looked at"
  exit 50
fi
integer now silent up
now=$(printf '%(%s)T' now)
((silent = now - modified))

# A guest that was started a moment ago has had no time to write.
((up = now - XVM_PHASE_TIME))
if ((silent > age && up > age)); then
  print -u2 "$XVM_DOMAIN: silent for $silent s, process ${XVM_PID:-not known}"
  exit 100
fi

if [[ -z $XVM_GUARD ]]; then
  print -u2 "$XVM_DOMAIN: nobody guards it"
  exit 1
fi
exit 0
