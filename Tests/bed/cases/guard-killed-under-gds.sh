# The guard is killed again and again under the Generic Data Service, and the guest is not restarted.
guest web hb=0.2
resource web
service web
up web
within 60 online web
id=$(boot_id web)
for _ in 1 2 3; do
  within 20 on_guard
  victim=$(keeper)
  kill -KILL "$victim"
  within 20 gone "$victim"
done
within 20 on_guard
sleep 5
unbroken web "$id"
[ "$(boots web)" = 1 ]
