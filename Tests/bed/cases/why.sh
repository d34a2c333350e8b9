# What a person is told about a guest, whatever state it and libvirtd are in, and in bounded time.
guest web
resource web On_operator_pause=HONOUR
why() { xvm_why -G rg -P "$BED/web.conf" -t 3 web; }
says() {
  local status=0 text
  text=$(why) || status=$?
  echo "$text"
  [ "$status" = 1 ] && [[ $text = *"[$1]"* ]]
}

says 210101 || fail "it is not started"
expect 0 xvm start web
up web
expect 0 why

eval "$(xvm_status -P "$BED/web.conf" --shell web)"
[ "$XVM_DOMAIN $XVM_STATE $XVM_RUNNING $XVM_PHASE" = "web running true running" ] || fail "what the shell got"
[ "$XVM_PID" = "$(emulator web)" ] || fail "the process is $XVM_PID"
kill -0 "$XVM_GUARD" || fail "the guard is $XVM_GUARD"
xvm_status -P "$BED/web.conf" --json web | python3 -m json.tool >"$BED/json" || fail "no JSON"

virsh autostart web
says 200201 || fail "libvirt starts it too"
virsh autostart --disable web
virsh suspend web
says 200105 || fail "it is paused"
virsh resume web

kill -STOP "$(daemon pid)"
under 15 says 200101 || fail "libvirtd is hung"
under 15 xvm_status -P "$BED/web.conf" -t 3 web | grep "process.*lives\|running" || fail "it lives"
kill -CONT "$(daemon pid)"
within 30 why

kill -KILL "$XVM_GUARD"
within 30 why
expect 0 xvm stop web
says 210101 || fail "it is stopped"
alive=$(xvm_status --json | grep -c '"guard": [0-9]') || true
[ "$alive" = 0 ] || fail "a guard is left"
