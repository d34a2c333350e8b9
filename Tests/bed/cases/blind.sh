# From where processes cannot be seen, no emulator seen is no proof that there is none.
# The views below are used by their names.
# shellcheck disable=SC2034
# seconds: 45
guest web
resource web Stop_timeout=20
inside=(unshare --pid --fork --mount-proc --kill-child)
# With the /proc of another name space than its own.
beside=(unshare --pid --fork --kill-child)
hidden=(unshare --mount -- sh -c 'mount -t proc -o hidepid=2 proc /proc && exec setpriv --bounding-set=-sys_ptrace --inh-caps=-sys_ptrace -- "$@"' sh)

# from VIEW METHOD: the method, from there.
from() {
  local -n view=$1
  "${view[@]}" "$BED/bin/$2_xvm" -R web -G rg -P "$BED/web.conf"
}

# The daemon says that it is off, and the second witness cannot confirm that.
for way in inside beside hidden; do
  expect 1 from $way start
  is web "shut off"
done
grep 200113 /var/cluster/logs/DS/rg/web/message_log.txt

# In the name space that the daemon and its guests are in, nothing is hidden.
expect 0 xvm start web
up web
process=$(emulator web)

# Nobody but the second witness is left.
daemon stop
for way in inside beside; do
  expect 1 from $way probe
  expect 1 from $way stop
  kill -0 "$process"
done

# A stop in the guest's own name space still has its proof, by what start saw from there.
expect 0 xvm stop web
expect 0 gone "$process"
daemon start
is web "shut off"
