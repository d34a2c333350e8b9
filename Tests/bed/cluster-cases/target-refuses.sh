# The other machine has another guest of that name, or one of that name runs there: nothing is harmed on either.
# machines: 2
guest web hb=0.1
resource web Abort_migration=TRUE
expect 0 xvm 1 start web
up web
id=$(boot_id web)

sed 's|<uuid>.*</uuid>|<uuid>11111111-2222-3333-4444-555555555555</uuid>|; s|web\.log|other.log|' "$BED/web.xml" >"$BED/other.xml"
virsh 2 define "$BED/other.xml"
expect 1 moving 1 2 web 60
unbroken web "$id"
is 2 web "shut off"
[ "$(record 1 web)" = running ]

virsh 2 start web
expect 1 moving 1 2 web 60 2>&1 | grep 'is there already'
unbroken web "$id"
runs 1 web
runs 2 web
[ "$(virsh 2 domuuid web)" = 11111111-2222-3333-4444-555555555555 ]
