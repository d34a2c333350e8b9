# The death of the guard, of either of its processes, is not the guest's; and it is back.
guest web hb=0.2
resource web
expect 0 xvm start web
up web
id=$(boot_id web)

for half in keeper watch; do
  within 20 on_guard
  victim=$("$half")
  kill -KILL "$victim"
  within 10 gone "$victim"
done
within 20 on_guard
unbroken web "$id"
expect 0 xvm probe web

# The guest's death is what it takes.
kill -KILL "$(emulator web)"
within 20 eval '! pgrep -x guard_xvm'
