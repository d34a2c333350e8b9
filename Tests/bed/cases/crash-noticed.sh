# A guest that crashes and is kept by the hypervisor still has its process: only an event tells. Nobody probes here.
guest web crash=1
# The guard looks at it once in ten minutes.
resource web Guard_interval=600
expect 0 xvm start web
within 60 is web crashed
within 5 eval '! pgrep -x guard_xvm'

# Where it is to be left as it is, or another node is wanted, that is the probe's to say.
resource web On_crash=HONOUR
virsh destroy web
expect 0 xvm start web
within 60 is web crashed
sleep 2
[ "$(pgrep -c -x guard_xvm)" = 2 ]
expect 0 xvm stop web

# Under the Generic Data Service it is started again at once.
guest app crash=2
resource app
service app Thorough_probe_interval=600
engine=$!
up app 3
kill -TERM "$engine"
expect 0 wait "$engine"
is app "shut off"
