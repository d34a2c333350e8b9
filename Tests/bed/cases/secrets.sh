# A secret in a guest's definition is on no command line and in no log, and the files that hold it are closed to others.
# shellcheck disable=SC2154 # here is the prelude's
secret=PLANTED-4f9c1e77
"$here/domain" "$BED" web | sed "s,<name>,<description>$secret</description><name>," >"$BED/web.xml"
cat >"$BED/web.setup" <<EOF
RS=web
RG=rg
Domain_name=web
Stop_timeout=100
Start_timeout=120
Definition_file=$BED/web.xml
Domain_definition=TABLE
EOF
mkdir -p /etc/ha-xvm/ccr/global
traced() { strace -f -qq -s 100000 -e trace=execve -o "$BED/exec.$1" -- "${@:2}"; }

expect 0 traced emit xvm_emit ccr -f "$BED/web.setup" -o /etc/ha-xvm/ccr/global/web
grep -q "$secret" /etc/ha-xvm/ccr/global/web
[ "$(stat -c %a /etc/ha-xvm/ccr/global/web)" = 600 ]
expect 0 traced plan xvm_register -n -F standalone -f "$BED/web.setup" >"$BED/plan"
flags=(-R web -G rg)
expect 0 traced validate validate_xvm "${flags[@]}"
# The tracer follows the guard, so it ends when the guest was stopped; its status is that of the start.
traced start start_xvm "${flags[@]}" &
starter=$!
up web
within 30 grep -q phase.*running /run/ha-xvm/records/web
expect 0 traced probe probe_xvm "${flags[@]}"
expect 0 traced stop stop_xvm "${flags[@]}"
expect 0 wait "$starter"
traced status xvm_status web >"$BED/status"
traced json xvm_status --json web >"$BED/json"
traced history xvm_status --history web >"$BED/history"
traced picture xvm_status --history --svg web >"$BED/picture"

# The search finds a secret when there is one: the definition itself, and a command line that had it.
traced true /bin/true "$secret"
grep -q "$secret" "$BED/exec.true" "$BED/web.xml"
rm "$BED/exec.true"

for file in "$BED"/exec.* "$BED"/status "$BED"/json "$BED"/history "$BED"/picture; do
  if grep -q "$secret" "$file"; then echo "$file holds the secret"; exit 1; fi
done
if grep -rlF "$secret" /var/cluster /var/lib/ha-xvm /run/ha-xvm; then echo "the secret is in these"; exit 1; fi
# What does hold it is closed to everybody else.
while read -r file; do
  [ "$(stat -c %a "$file")" = 600 ] || { echo "$file is open to others"; exit 1; }
done < <(grep -rlF "$secret" /etc/ha-xvm)

# A kept definition is refused for what libvirt itself hides, row by row, and taken as libvirt shows it.
Virsh() { virsh -q -c "qemu:///system" "$@"; }
disk="<disk type='network' device='cdrom'><source protocol='https' name='x.iso'><host name='h' port='443'/>"
disk="$disk<cookies><cookie name='c'>$secret</cookie></cookies></source><target dev='sda'/><readonly/></disk>"
for device in "<graphics type='vnc' passwd='PLANTED-'/>" "<graphics type='spice' passwd='$secret'/>" "$disk"; do
  "$here/domain" "$BED" other | sed "s,</devices>,$device</devices>," >"$BED/other.xml"
  sed 's/^Domain_name=.*/Domain_name=other/; s,^Definition_file=.*,'"Definition_file=$BED/shown.xml," "$BED/web.setup" >"$BED/other.setup"
  Virsh define "$BED/other.xml" >/dev/null
  Virsh dumpxml --inactive --security-info other >"$BED/shown.xml"
  grep -q PLANTED "$BED/shown.xml"
  expect 1 xvm_emit ccr -f "$BED/other.setup" -o "$BED/table" 2>"$BED/refusal"
  grep -q '\[100505\]' "$BED/refusal"
  if grep -q PLANTED "$BED/refusal"; then echo "the refusal holds the secret"; exit 1; fi
  Virsh dumpxml --inactive other >"$BED/shown.xml"
  if grep -q PLANTED "$BED/shown.xml"; then echo "libvirt shows it"; exit 1; fi
  expect 0 xvm_emit ccr -f "$BED/other.setup" -o "$BED/table"
  Virsh undefine other >/dev/null
done
