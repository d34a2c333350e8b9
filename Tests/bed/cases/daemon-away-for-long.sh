# libvirtd is away for three times Retry_interval, then hung, then back: the engine does not restart the guest.
# StockAgents, VirtualDomain's answers: monitor, cannot connect; stop, libvirtd unreachable.
# seconds: 45
guest web hb=0.2
resource web Retry_interval=10 Thorough_probe_interval=1 Probe_timeout=5
service web Retry_interval=10 Thorough_probe_interval=1 Probe_timeout=5
up web
within 60 online web
id=$(boot_id web)
daemon stop
sleep 30
daemon start
kill -STOP "$(daemon pid)"
sleep 12
kill -CONT "$(daemon pid)"
within 30 xvm probe web
unbroken web "$id"
[ "$(boots web)" = 1 ]
