# Definitions are read as XML: in one line, with blanks and entities in the name.
# StockAgents, VirtualDomain's habits: the stock agent wants a line that ends in </name>, and a name without blanks.
guest plain
virsh undefine plain
tr -d '\n' <"$BED/plain.xml" >"$BED/line.xml"
resource plain Domain_definition="$BED/line.xml" Stop_timeout=100
expect 0 xvm start plain
expect 0 xvm probe plain

guest "two words" hb=0.2
sed -e 's/two words</two  \&amp; <![CDATA[words]]></' -e 's/two words/blank/g' \
  -e "/<uuid>/d" "$BED/two words.xml" >"$BED/blank.xml"
virsh undefine "two words"
resource blank "Domain_name='two  & words'" Domain_definition="$BED/blank.xml" Stop_timeout=100
expect 0 xvm validate blank
expect 0 xvm start blank
is "two  & words" running
up blank
expect 0 xvm probe blank
expect 0 xvm stop blank
is "two  & words" "shut off"
expect 0 xvm stop plain
is plain "shut off"
