# Start_guard asks the other machines by name and by UUID before it boots anything.
# machines: 2
guest web
resource web Start_guard=STRICT
sed 's|<name>web</name>|<name>alias</name>|; s|web\.log|alias.log|' "$BED/web.xml" >"$BED/alias.xml"
virsh 2 create "$BED/alias.xml"
expect 1 xvm 1 start web 2>&1 | grep 'runs on another node: node2'
off 1 web
virsh 2 destroy alias

daemon 2 stop
expect 1 xvm 1 start web 2>&1 | grep 'could not be asked'
off 1 web
resource web Start_guard=LENIENT
expect 0 xvm 1 start web
up web
one_here() { runs 1 web; }
one_here
daemon 2 start
resource web Start_guard=STRICT
expect 1 xvm 2 start web 2>&1 | grep 'runs on another node: node1'
