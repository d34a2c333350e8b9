# The death of the guard, of either of its processes or of both, is not the guest's; and it is back.
guest web hb=0.2
resource web
expect 0 xvm start web
up web
id=$(boot_id web)

# The keeper, then the watch, as pgrep lists them by age.
guards() { pgrep -x guard_xvm; }
both() { [ "$(guards | wc -l)" = 2 ]; }
within 10 both
for turn in head tail; do
  victim=$(guards | "$turn" -n 1)
  kill -KILL "$victim"
  within 10 gone "$victim"
  within 20 both
done
unbroken web "$id"
expect 0 xvm probe web

# The guest's death is what it takes.
kill -KILL "$(emulator web)"
within 20 eval '! pgrep -x guard_xvm'
