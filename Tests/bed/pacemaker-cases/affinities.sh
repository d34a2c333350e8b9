# What goes with what: a strong positive, a strong negative and a weak affinity, when a node dies and when it is back. All of it is
# registered by set-up files.
# machines: 3
# seconds: 85
for name in db app test wish; do guest "$name" hb=0.5; done
keep db on:1
up db
# Only where db is; never where db is; rather where db is.
keep app Affinity=++db-rg
keep test on:2 Affinity=--db-rg
keep wish on:2 Affinity=+db-rg
for name in app test wish; do up "$name"; done
settled
one db 1
one app 1
one test 2
# A wish for a group outweighs one for a node.
one wish 1

# db's node dies: db takes node2, which it likes best of the rest, and test leaves it; app comes along.
bed kill 1
up db 2
up app 2
settled
db=$(where db)
one db "$db"
one app "$db"
[ "$(where test)" != "$db" ] || fail "test is where db is"
one test "$(where test)"
one wish "$(where wish)"

# The node is back: a wish moves nobody, nor does anybody else.
before=$(for name in db app test wish; do boots "$name"; done)
bed boot 1
within 60 members 3
settled
one db "$db"
one app "$db"
one test "$(where test)"
[ "$(for name in db app test wish; do boots "$name"; done)" = "$before" ] || fail "a guest was started again"

# db is switched to where test is: test gives way while it runs, app comes along.
test=$(where test) id=$(boot_id test)
crm crm_resource --move -r db -N "node$test"
within 60 on_machine db "$test"
settled
one db "$test"
one app "$test"
[ "$(where test)" != "$test" ] || fail "test is where db is"
unbroken test "$id"
