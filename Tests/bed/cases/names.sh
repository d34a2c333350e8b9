# Names that a shell, virsh, an XML parser or a regular expression would take for something else: all four commands, the
# guard and the history, on real libvirt. DomainNameTests has many more of them on the rehearsal hypervisor.
# shellcheck disable=SC2154 # here is the prelude's
names=("two words" "-n" "--all" "it's \"q\" & <x>" "\$(id) \`id\` *;[a-z]+" "^\\d.(x|y)\$" "gäst 東京" "$(printf 'x%.0s' {1..240})")

xml() { printf '%s' "$1" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'; }

number=0
for name in "${names[@]}"; do
  number=$((number + 1))
  "$here/domain" "$BED" "g$number" >"$BED/g$number.plain"
  # The name stands in one element; the console keeps the name of the file.
  escaped=$(xml "$name")
  awk -v name="${escaped//\\/\\\\}" '/<name>/ { gsub(/&/, "\\\\&", name); sub(/<name>.*<\/name>/, "<name>" name "</name>") } { print }' \
    "$BED/g$number.plain" >"$BED/g$number.xml"
  virsh define "$BED/g$number.xml"
  value="\"$(printf '%s' "$name" | sed 's/[\\"$`]/\\&/g')\""
  resource "g$number" "Domain_name=$value" Stop_timeout=100 Start_timeout=120
  expect 0 xvm validate "g$number"
  expect 0 xvm start "g$number"
  expect 0 xvm probe "g$number"
  up "g$number"
  grep -qxF -- "$name" <<<"$(virsh list --name)"
  [ "$(xvm_status --json "g$number" -P "$BED/g$number.conf" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["resources"][0]["domain"])')" = "$name" ]
  expect 0 xvm stop "g$number"
  [ -z "$(virsh list --name | tr -d '\n')" ]
  grep -q "stop_xvm *ended .* 0$" <<<"$(xvm_status --history "g$number")"
done

# What virsh would take for the number or the UUID of another guest is refused.
resource number Domain_name=7
expect 1 xvm validate number
resource uuid "Domain_name=6fd1ad0a-3a5c-4c0f-9d4e-0123456789ab"
expect 1 xvm validate uuid
