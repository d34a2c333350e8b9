# The agent is killed in the middle of a move, with its whole group: the daemon goes on, and the next method settles it.
# machines: 2
guest web hb=0.1 write=2:1
resource web
expect 0 xvm 1 start web
up web
id=$(boot_id web)
bed rate 1 60

# begin_and_kill: a stop that moves to node2, killed when its job runs.
begin_and_kill() {
  setsid "$CLUSTER" -d "$BED" x 1 env PATH="$BED/bin:$PATH" OCF_RESKEY_CRM_meta_timeout=200000 \
    OCF_RESKEY_CRM_meta_migrate_target=node2 stop_xvm -R web -G rg -P "$BED/web.conf" >/dev/null 2>&1 &
  local leader=$!
  within 20 job 1 web
  sleep 1
  kill -9 -- "-$leader"
  wait "$leader" || true
  job 1 web
  [ "$(record 1 web)" = moving ]
}

# A probe takes it for what it is.
begin_and_kill
expect 0 xvm 1 probe web
# A start wants it here.
expect 0 xvm 1 start web
one web 1
[ "$(record 1 web)" = running ]
unbroken web "$id"

# The same stop again finds the job and ends with the guest there.
begin_and_kill
expect 0 moving 1 2 web 200
message_log 1 web | grep 'already, by an earlier call'
expect 0 xvm 2 start web
one web 2
unbroken web "$id"
[ "$(boots web)" = 1 ]
