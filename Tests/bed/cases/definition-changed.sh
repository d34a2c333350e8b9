# What Domain_definition names counts, on a node that has known the guest for long too: a change of it holds at the next start. What
# somebody changed on this node alone does not; it is put aside, and nothing is lost.
memory() { virsh dumpxml --inactive "$1" | sed -n "s/.*<memory unit='KiB'>\(.*\)<.*/\1/p"; }
log() { cat /var/cluster/logs/DS/rg/web/message_log.txt; }
aside=/var/lib/ha-xvm/replaced/web.xml

guest web
resource web Domain_definition="$BED/web.xml" Stop_timeout=100
expect 0 xvm start web
up web
[ ! -e "$aside" ]
! log | grep 'defined otherwise'
expect 0 xvm stop web

# The file is changed, and has no UUID any more: the guest keeps its own.
uuid=$(virsh domuuid web)
sed -i -e 's/>96</>112</' -e /uuid/d "$BED/web.xml"
expect 0 xvm start web
[ "$(memory web)" = 114688 ]
[ "$(virsh domuuid web)" = "$uuid" ]
grep -q '>98304<' "$aside"
[ "$(stat -c %a "$aside")" = 600 ]
log | grep 'defined otherwise'
# Nothing changes under a guest that runs.
sed -i 's/>112</>96</' "$BED/web.xml"
expect 0 xvm start web
[ "$(memory web)" = 114688 ]
expect 0 xvm stop web

# Somebody changes it on this node.
virsh dumpxml --inactive web | sed 's/114688/131072/' >"$BED/edited.xml"
virsh define "$BED/edited.xml"
expect 0 xvm start web
[ "$(memory web)" = 98304 ]
grep -q '>131072<' "$aside"
expect 0 xvm stop web

# What is not to be had, or is none, keeps nobody down.
mv "$BED/web.xml" "$BED/lost.xml"
expect 0 xvm start web
log | grep 'boots by the definition that this node has'
expect 0 xvm stop web
sed 's/<vcpu>1</<vcpu>none</' "$BED/lost.xml" >"$BED/web.xml"
expect 0 xvm start web
[ "$(memory web)" = 98304 ]
expect 0 xvm stop web

# Another guest of that name, which is off here, is put aside, and what Domain_definition names is started.
sed 's|<memory |<uuid>00000000-0000-4000-8000-000000000001</uuid><memory |' "$BED/lost.xml" >"$BED/web.xml"
expect 0 xvm start web
[ "$(virsh domuuid web)" = 00000000-0000-4000-8000-000000000001 ]
grep -q "<uuid>$uuid<" "/var/lib/ha-xvm/replaced/web.$uuid.xml"
