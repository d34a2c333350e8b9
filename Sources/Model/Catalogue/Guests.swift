extension Failure.Code {
  public static let toolstackUnreachable = Failure.Code(
    200_101, "the hypervisor's management tool gives no answer",
    explanation:
      "The tool failed to reach its daemon, did not answer in time, or answered nonsense. "
      + "Nothing is concluded about the guest from that.",
    remedy:
      "Look at its daemon (systemctl status libvirtd virtqemud) and restart it, which harms no guest."
  )
  public static let xenUnreachable = toolstackUnreachable.advising(
    "See whether Xen answers (xl info, or xm info with xend) and what its logs in /var/log/xen say; restarting xend harms no guest."
  )
  public static let logicalDomainsUnreachable = toolstackUnreachable.advising(
    "Look at its daemon (svcs -l ldmd) and restart it (svcadm restart ldmd), which harms no guest.")
  public static let rehearsalUnreachable = toolstackUnreachable.advising(
    "Start its daemon (xvm_rehearsal daemon --background), or have it answer again (xvm_rehearsal tool answer)."
  )
  public static let noSuchGuest = Failure.Code(
    200_102, "the hypervisor knows no such guest, and nothing defines it",
    explanation: "The guest is not defined on this node and Domain_definition is empty.",
    remedy: "Define the guest, or set Domain_definition to a file or to TABLE.")
  public static let cannotDefine = Failure.Code(
    200_103, "the hypervisor refuses the guest's definition",
    explanation: "The definition has an error, or names a device that this node does not have.",
    remedy: "Correct what the hypervisor complains about in the definition.")
  public static let cannotStart = Failure.Code(
    200_104, "the hypervisor did not start the guest",
    explanation: "The guest was defined and its start was refused or failed.",
    remedy: "See the hypervisor's words; what is missing is often a disk, a bridge or memory.")
  public static let paused = Failure.Code(
    200_105, "the guest is paused, and policy says to leave it so",
    explanation:
      "Somebody or something paused the guest; the policy for that cause is not to resume it.",
    remedy:
      "Resume it by hand when its cause is gone (virsh resume GUEST, or xl unpause GUEST; one that has suspended itself: "
      + "virsh dompmwakeup GUEST), or change the policy for that cause.", subject: "GUEST")
  public static let notUpInTime = Failure.Code(
    200_106, "the guest was not seen running in time",
    explanation: "The start was accepted, but the hypervisor never said that the guest runs.",
    remedy:
      "Look at the guest's console and at the hypervisor's log; raise Start_timeout if it is only slow."
  )
  public static let shutdownRefused = Failure.Code(
    200_107, "the request to shut down was refused",
    explanation: "The hypervisor or the guest does not support this way of asking.",
    remedy: "Take this way out of Shutdown_modes.")
  public static let cannotDestroy = Failure.Code(
    200_108, "the guest could not be destroyed",
    explanation: "The hypervisor failed to end the guest; the last resort is tried next.",
    remedy: "See the hypervisor's words; a process stuck in the kernel waits for its storage.")
  public static let stopUnproven = Failure.Code(
    200_109, "nothing proves that the guest has stopped",
    explanation:
      "A stop claims success with proof only: the hypervisor says so, or its process is gone.",
    remedy:
      "Bring the hypervisor's daemon back, or make sure by hand that the guest is off; then clear the failure: gds "
      + "clear -R RESOURCE -G GROUP, or crm_resource --refresh --resource RESOURCE, or clresource clear -f STOP_FAILED "
      + "RESOURCE.")
  public static let departed = Failure.Code(
    200_110, "the guest has left by a migration",
    explanation: "The guest may run on another node. Starting it here could run it twice.",
    remedy:
      "Find where it runs (xvm_why RESOURCE on the other nodes). Only when it runs nowhere: xvm_move --clear RESOURCE."
  )
  public static let secondCopy = Failure.Code(
    200_112, "a process of the guest lives that the management tool does not know of",
    explanation:
      "The tool says that the guest is off or not there, and its emulator runs, as after a daemon lost its files of state. "
      + "A boot would start a second copy on the same disks.",
    remedy:
      "Call stop_xvm for the resource: it ends that process, with proof. Then start it again.")
  public static let blindWitness = Failure.Code(
    200_113, "nothing proves that no process of the guest lives, as processes cannot be seen",
    explanation:
      "The tool says that the guest is off, and the list of processes cannot confirm it: it is of another name space, or "
      + "hides those of others. A boot might start a second copy.",
    remedy:
      "Run the cluster's methods as root in the process name space of the hypervisor's daemon, with /proc mounted without "
      + "hidepid."
  )
  public static let namesake = Failure.Code(
    200_114, "another guest bears its name on this node",
    explanation:
      "What runs under the name has another UUID than the guest that is kept, or nothing tells which UUID that has: it was "
      + "defined again, or it is a stranger. It is neither taken for the guest nor stopped.",
    remedy:
      "When it is the guest, defined again, shut it down by hand (virsh shutdown GUEST, or kill the process that the message "
      + "names), then start the resource; when it is a stranger, give it another name.",
    subject: "GUEST")
  public static let leftover = Failure.Code(
    200_120, "another guest of its name is defined on this node",
    explanation:
      "It is off, and has another UUID than the guest that is kept. Its definition is put aside where nothing else is kept of it; "
      + "a saved memory image, snapshots, NVRAM or the state of a TPM would be lost.",
    remedy:
      "Give it another name: virsh domrename GUEST GUEST.old; or, when nobody needs it, remove it with all that belongs to it: "
      + "virsh undefine GUEST --managed-save --snapshots-metadata --nvram.",
    subject: "GUEST")
  public static let neverReady = Failure.Code(
    200_127, "the guest runs and does not answer",
    explanation:
      "The start has waited for Ready_check. The guest may still be booting, or the service in it does not come up.",
    remedy:
      "Look at the guest's console; give it more time by Start_timeout and Ready_timeout, or correct Ready_check."
  )
  public static let endedBeforeReady = Failure.Code(
    200_128, "the guest has ended before it answered",
    explanation: "It was booted, and was gone again before Ready_check had passed.",
    remedy: "Look at the guest's console, and at the log of its hypervisor.")
  public static let autostart = Failure.Code(
    200_201, "the guest is also started by the hypervisor at boot",
    explanation: "Two masters would start one guest, on more than one node.",
    remedy:
      "Switch it off: virsh autostart --disable GUEST, or take the guest out of /etc/xen/auto.",
    subject: "GUEST")
  public static let badDefinition = Failure.Code(
    200_202, "the guest's definition cannot be used",
    explanation:
      "The definition is not well-formed, is not one of a domain, or names another guest.",
    remedy: "Correct the definition; its name has to be Domain_name.")
  public static let pluginProbe = Failure.Code(
    200_203, "the plug-in probe cannot be run",
    explanation: "Plugin_probe has to begin with the absolute path of an executable file.",
    remedy: "Correct Plugin_probe, or make the file executable.")
  public static let heavyWeight = Failure.Code(
    200_204, "the weight would add up to a failure by itself",
    explanation: "Partial failures add up over Retry_interval; this one alone would reach 100.",
    remedy: "Lower the weight, lower Retry_interval or raise Thorough_probe_interval.")
  public static let shortStop = Failure.Code(
    200_205, "leaves less than 20 s for a forced stop",
    explanation:
      "A fifth of Stop_timeout is kept for the forced stop; libvirt's own can take 15 s.",
    remedy: "Set Stop_timeout to 100 or more.")
  public static let stopTooShort = Failure.Code(
    200_206, "is less than this guest has needed to stop",
    explanation:
      "How long the last ordered and the last forced stop took is kept. The ordered shutdown gets 60 percent of "
      + "Stop_timeout, the forced stop and its proof 18 percent; what was seen does not fit into these shares.",
    remedy:
      "Raise Stop_timeout to the number that the message names, or find why the guest takes so long."
  )
  public static let noToolstack = Failure.Code(
    200_111, "the hypervisor's tools are not installed on this node",
    explanation: "Neither the management tool nor its daemon was found, so no guest can run here.",
    remedy: "Install the hypervisor, or keep the resource off this node by a location constraint.")
  public static let toolRefused = Failure.Code(
    200_117, "the hypervisor's tool refuses what it was asked for",
    explanation:
      "Its daemon answers and knows the guest; what was asked for failed, and the reason has the tool's words.",
    remedy: "Put right what the tool complains about, then call the command again.")
  public static let noGuard = Failure.Code(
    200_116, "its guard did not begin to watch",
    explanation:
      "The guest runs. guard_xvm, which sees its death at once, was started and ended, or did not say in time that it watches.",
    remedy:
      "Call start_xvm -R RESOURCE -G GROUP again, which leaves one; its reason is in the resource's log."
  )
  public static let oldDisk = Failure.Code(
    200_118, "its definition has an older disk than the guest wrote to last",
    explanation:
      "A snapshot, a commit or a copy has put what the guest writes to another place while it ran. Booted from the disk that the "
      + "definition has, it would lose what it wrote since, and the newer one would be void.",
    remedy:
      "Put the disk that it wrote to last into the definition, or set Disk_policy to FOLLOW. When the older disk is the right one, "
      + "as after a restore from a backup, set Disk_policy to DEFINITION for one start.")
  public static let missingDisk = Failure.Code(
    200_119, "the disk that the guest wrote to last is not on this node",
    explanation:
      "The definition has an older disk, which may be there. The newer one lies on storage that this node does not see, or was "
      + "removed.",
    remedy:
      "Give this node the storage that holds it, or start the guest on the node that has it. When it is lost for good, set "
      + "Disk_policy to DEFINITION for one start: what the guest wrote to it is lost then.")
  public static let stateAway = Failure.Code(
    200_125, "the copy of the guest's NVRAM and TPM state is not to be had",
    explanation:
      "State_directory is not on this node, or holds no copy although one was made, or an older one than was made last: its storage is not "
      + "mounted. Started without it the guest would get the blank variables of its firmware and a new TPM, or older ones.",
    remedy:
      "Mount the storage of State_directory on this node, then start the resource. Only when the newest copy is lost for good: xvm_move "
      + "--forget-copies RESOURCE. An older copy that is there counts then, else what the node has on which the guest starts next."
  )
  public static let damagedState = Failure.Code(
    200_126, "the copy of the guest's NVRAM and TPM state was damaged",
    explanation:
      "Its checksum tells that it is not what was written. It is not put in place, and the guest is not started without it.",
    remedy:
      "Bring the file back from a backup, then start the resource. When there is none: xvm_move --forget-copies RESOURCE. What the node has "
      + "on which the guest starts next counts then.")
  public static let stateOfOneNode = Failure.Code(
    200_215, "the guest's NVRAM or TPM state is on this node alone",
    explanation:
      "After a failover another node starts the guest with the blank variables of its firmware and a new TPM: boot entries are lost, and "
      + "a guest with Secure Boot or an encrypted disk does not come up.",
    remedy:
      "Set State_directory to a directory on shared storage, or name files on shared storage in the definition."
  )
  public static let stateNotKept = Failure.Code(
    200_216, "the guest's NVRAM and TPM state were not copied",
    explanation:
      "The guest is as it should be. Started on another node it would have what was copied before.",
    remedy: "See the cause; State_directory has to be there and writable on each node.")
  public static let checkFails = Failure.Code(
    200_218, "does not pass now",
    explanation:
      "validate_xvm makes each check once of a guest that runs here, and this one did not pass.",
    remedy: "Correct the check, or what it looks at; nothing was done to the guest.")
  public static let startTooShort = Failure.Code(
    200_217, "is less than twice what this guest has needed to answer",
    explanation:
      "A start waits for Ready_check within Start_timeout; on a node that starts many guests at once a boot takes longer.",
    remedy: "Raise Start_timeout.")
  public static let nothingToStop = Failure.Code(
    200_115, "has neither configuration nor record, and no guest on this node bears its mark",
    explanation:
      "There is nothing to stop, which is success. A guest that was started by hand, or for another resource, bears no mark.",
    remedy: "If a guest was meant, correct the name after -R; xvm_status lists the resources.")
}

extension Catalogue {
  static let guests: [Failure.Code] = [
    .toolstackUnreachable, .noSuchGuest, .cannotDefine, .cannotStart, .paused, .notUpInTime,
    .shutdownRefused, .cannotDestroy, .stopUnproven, .departed, .noToolstack, .secondCopy,
    .blindWitness, .namesake, .leftover, .noGuard, .toolRefused, .oldDisk, .missingDisk, .stateAway,
    .damagedState, .nothingToStop, .autostart, .badDefinition, .stateOfOneNode, .stateNotKept,
    .pluginProbe, .heavyWeight, .shortStop,
    .stopTooShort, .neverReady, .endedBeforeReady, .checkFails,
    .startTooShort,
  ]
}
