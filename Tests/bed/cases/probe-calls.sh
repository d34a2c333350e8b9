# A healthy probe starts no process, writes nothing, reads one file, and makes so many system calls: they are counted, so that
# they cannot creep. From the first of our own on, which looks at standard input; the loader and the Swift runtime make those
# before it, and make others in another build.
most=39

guest web
resource web
xvm_ccr addtab table
xvm_ccr addkey -k Domain_name -v web table
expect 0 xvm start web
up web

# counted CALLS FILES WORD...: a healthy probe by these words makes no more calls than that, opens that many files or
# directories, and starts no child.
counted() {
  local most=$1 files=$2 own
  shift 2
  # The first probe after a start takes away the note that start left.
  expect 0 "$@"
  rm -f "$BED"/calls.*
  strace -ff -qq -o "$BED/calls" "$@"
  [ "$(find "$BED" -name 'calls.*' | wc -l)" = 1 ] || fail "there is a second process or thread"
  own=$(sed -n '/^fcntl(0, F_DUPFD_CLOEXEC/,$p' "$BED"/calls.*)
  cat <<<"$own"
  [ "$(grep -c '^write(' <<<"$own")" = "$(grep -c '^write(3, "\\0\\0\\0' <<<"$own")" ] || fail "it writes elsewhere than to libvirt"
  if grep -E '^(execve|fork|vfork|clone|clone3|rename|unlink|mkdir)|O_CREAT|O_WRONLY|O_RDWR' <<<"$own"; then fail "it does more than ask"; fi
  [ "$(grep -c '^openat.* = [0-9]' <<<"$own")" = "$files" ] || fail "it reads more than its configuration"
  [ "$(wc -l <<<"$own")" -le "$most" ] || fail "$(wc -l <<<"$own") system calls instead of $most"
}
counted $most 1 probe_xvm -G rg -R web -P "$BED/web.conf"
counted $most 1 probe_xvm -G rg -R table

# The monitor of Pacemaker's agent, whose properties are in its environment, also looks at who is on the roll of guards.
(exec -a ha-xvm "$(readlink -f "$(command -v start_xvm)")" --install-resource-agents "$BED/resource.d")
export OCF_RESOURCE_INSTANCE=web OCF_RESKEY_Domain_name=web OCF_RESKEY_CRM_meta_timeout=40000 \
  OCF_RESKEY_CRM_meta_interval=10000
counted 48 2 "$BED/resource.d/ohac/xvm" monitor
