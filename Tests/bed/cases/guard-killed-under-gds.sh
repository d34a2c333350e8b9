# The guard is killed again and again under the Generic Data Service, and the guest is not restarted.
guest web hb=0.2
resource web
service web
up web
within 60 online web
id=$(boot_id web)
for _ in 1 2 3; do
  victim=$(pgrep -o -x guard_xvm)
  kill -KILL "$victim"
  within 20 gone "$victim"
  within 20 pgrep -x guard_xvm
done
sleep 5
unbroken web "$id"
[ "$(boots web)" = 1 ]
