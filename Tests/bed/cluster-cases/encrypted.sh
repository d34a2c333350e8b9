# What is in the guest's memory is not seen in what crosses the link when moves are encrypted, and is seen when they are not. Without
# certificates validate says which file is missing. Where a daemon allows encrypted moves alone, they are made.
# machines: 2
# seconds: 90
guest web hb=0.1 marker
resource web
expect 0 xvm 1 start web
up web
id=$(boot_id web)

# The boot's identifier is in the guest alone: it fills a MiB of its memory with it.
crossing() {
  local name=$1 capture
  shift
  # shellcheck disable=SC2154 # of the prelude
  on 2 "$here/capture" "$BED/$name.frames" "$BED/$name.end" &
  capture=$!
  within 20 [ -e "$BED/$name.frames" ]
  "$@"
  touch "$BED/$name.end"
  wait "$capture"
  [ "$(stat -c %s "$BED/$name.frames")" -gt 10000000 ] || fail "only $(stat -c %s "$BED/$name.frames") bytes were seen to cross"
}
seen() { grep -aqF "$id" "$BED/$1.frames"; }

crossing clear expect 0 on 1 xvm_move -P "$BED/web.conf" web node2
one web 2
seen clear || fail "the marker was not seen in a move that is not encrypted"
expect 0 xvm 2 start web

resource web Migration_tls=TRUE
expect 0 xvm 2 validate web 2>&1 | grep '/etc/pki/qemu/ca-cert.pem.*\[200311\]'
"$here/certificates" "$BED"
for machine in 1 2; do
  # shellcheck disable=SC2016 # it is the machine's shell that replaces these
  on "$machine" bash -c 'mkdir -p /etc/pki && cp -r "$BED/pki/node$NODE" /etc/pki/qemu'
done
expect 0 xvm 2 validate web 2>&1 | tee "$BED/validated"
if grep 200311 "$BED/validated"; then fail "a certificate is missing that is there"; fi
crossing encrypted expect 0 on 2 xvm_move -P "$BED/web.conf" web node1
one web 1
if seen encrypted; then fail "the marker was seen in a move that is encrypted"; fi
unbroken web "$id"
expect 0 xvm 1 start web

# migrate_tls_force: nothing but that.
for machine in 1 2; do
  on "$machine" bash -c 'echo "migrate_tls_force = 1" >>/etc/libvirt/qemu.conf'
  daemon "$machine" stop
  daemon "$machine" start
done
resource web
expect 1 on 1 xvm_move -P "$BED/web.conf" web node2
one web 1
resource web Migration_tls=TRUE
expect 0 on 1 xvm_move -P "$BED/web.conf" web node2
one web 2
unbroken web "$id"
