# The look before a move says what the hypervisors say: a move that they would refuse is refused by the dry run, in their words, and
# one that they would carry out is not.
# machines: 2
# seconds: 75
begin() {
  resource "$1"
  expect 0 xvm 1 start "$1"
  up "$1"
}
# dry NAME STATUS [WORDS]: so the dry run ends, and says that.
dry() {
  expect "$2" on 1 xvm_move -n -P "$BED/$1.conf" "$1" node2 2>&1 | tee "$BED/dry"
  grep -E -- "${3-could move to node2}" "$BED/dry"
}
# devices NAME XML: the guest's definition has these besides.
devices() {
  local text
  text=$(cat "$BED/$1.xml")
  echo "${text/<\/devices>/$2</devices>}" >"$BED/$1.xml"
}

# The libvirt of this side refuses: a snapshot, of which nothing but a note is left when its metadata goes.
guest snap lock
begin snap
virsh 1 snapshot-create-as snap s1 --disk-only --atomic --diskspec "vda,file=$BED/snap.s1"
dry snap 1 'cannot migrate domain with 1 snapshots'
virsh 1 snapshot-delete snap s1 --metadata
dry snap 1 'without shared storage is unsafe'
expect 0 xvm 1 stop snap

# A device that pins it.
guest pinned hb=0.2
devices pinned "<shmem name='shared'><model type='ivshmem-plain'/><size unit='M'>1</size></shmem>"
begin pinned
dry pinned 1 'cannot be moved to that node: .*(shmem|ivshmem)'
expect 0 xvm 1 stop pinned

# A backup is waited for, and the dry run does not wait.
guest web hb=0.1 lock
begin web
id=$(boot_id web)
dry web 0
cat >"$BED/backup.xml" <<XML
<domainbackup mode='pull'><server transport='unix' socket='$BED/backup.sock'/>
<disks><disk name='vda' backup='yes' type='file'><scratch file='$BED/scratch'/></disk></disks></domainbackup>
XML
virsh 1 backup-begin web "$BED/backup.xml"
under 20 dry web 1 'is busy .*a backup is under way'
expect 0 on 1 xvm_move -P "$BED/web.conf" web node2 &
mover=$!
within 20 eval 'message_log 1 web | grep "the move of guest web waits: .*a backup is under way"'
runs 1 web
virsh 1 domjobabort web
wait "$mover"
one web 2
unbroken web "$id"
expect 0 xvm 2 stop web

# TLS that libvirt insists on.
guest wild hb=0.2
begin wild
dry wild 0
on 1 bash -c 'echo "migrate_tls_force = 1" >>/etc/libvirt/qemu.conf'
daemon 1 stop
daemon 1 start
dry wild 1 'only with VIR_MIGRATE_TLS'
on 1 sed -i '/migrate_tls_force/d' /etc/libvirt/qemu.conf
daemon 1 stop
daemon 1 start
dry wild 0
expect 0 xvm 1 stop wild

# The other side lacks a bridge, a network, the whole directory of a file, a storage pool; one after the other is given to it.
link() { on "$1" ip link add br77 type bridge; }
network() {
  virsh "$1" net-define /dev/stdin <<<"<network><name>lan</name><forward mode='bridge'/><bridge name='br77'/></network>"
}
iso() { on "$1" bash -c 'mkdir -p /var/iso && truncate -s 1M /var/iso/tools.iso'; }
pool() { on "$1" mkdir -p /var/images && virsh "$1" pool-create-as images dir --target /var/images; }
guest all hb=0.1
devices all "<interface type='bridge'><source bridge='br77'/></interface><interface type='network'><source network='lan'/></interface>
<controller type='sata'/><disk type='file' device='cdrom'><source file='/var/iso/tools.iso'/><target dev='sda' bus='sata'/><readonly/></disk>
<disk type='file' device='cdrom'><source file='/var/iso/gone.iso' startupPolicy='optional'/><target dev='sdb' bus='sata'/><readonly/></disk>
<disk type='volume' device='cdrom'><source pool='images' volume='drivers.iso'/><target dev='sdc' bus='sata'/><readonly/></disk>"
link 1
network 1
virsh 1 net-start lan
iso 1
on 1 truncate -s 1M /var/iso/gone.iso
pool 1
virsh 1 vol-create-as images drivers.iso 1M --format raw
begin all
id=$(boot_id all)
dry all 1 '[Pp]ool.*images|images.*[Pp]ool'
pool 2
virsh 2 vol-create-as images drivers.iso 1M --format raw
dry all 1 'it has no network lan'
network 2
dry all 1 'it does not run the network lan'
link 2
virsh 2 net-start lan
on 2 ip link del br77
dry all 1 'it has no bridge or network device br77'
link 2
dry all 1 'it does not see the disk /var/iso/tools.iso'
iso 2
# The drive whose file is missing there is dropped, as virsh would drop it.
dry all 0
expect 0 on 1 xvm_move -P "$BED/all.conf" all node2
one all 2
unbroken all "$id"
