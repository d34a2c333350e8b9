extension Failure.Code {
  public static let usage = Failure.Code(
    100_101, "the command line is wrong",
    explanation: "An option, its argument or an operand is not one that the command knows.",
    remedy: "Call the command with --help, which lists what it takes.")
  public static let unknownName = Failure.Code(
    100_102, "not a name that ha-xvm answers to",
    explanation:
      "The program is told what to do by the name that it is called by, or by its first argument.",
    remedy: "Correct the name or the link; 'ha-xvm --help' lists the names.")
  public static let illegalName = Failure.Code(
    100_103, "not a legal name of a resource, group or type",
    explanation:
      "Names are letters, digits, '-', '_' and '.', begin with a letter or digit and have at most 255 bytes.",
    remedy: "Correct the name: after -R, -G or -T, or in the line that the message names.")
  public static let noInstance = Failure.Code(
    100_104, "was called without what the cluster says in the environment",
    explanation:
      "A resource agent finds the name of its resource in OCF_RESOURCE_INSTANCE, its parameters in variables that begin with "
      + "OCF_RESKEY_, and for a migration the other node in OCF_RESKEY_CRM_meta_migrate_target.",
    remedy: "Let the cluster call it, or set the variables; the agent's page has an example.")
  public static let noName = Failure.Code(
    100_105, "ha-xvm was started without a name",
    explanation:
      "The program is told what to do by the name that it is called by, argv[0], and the caller gave none. Nothing was done.",
    remedy: "Call it by one of its links or as 'ha-xvm NAME'; 'ha-xvm --help' lists the names.")
  public static let unreadable = Failure.Code(
    100_201, "cannot be read",
    explanation:
      "The file is missing, is too long, or is a directory or a device; the reason says which.",
    remedy: "Correct the path, or put the file there.")
  public static let unwritable = Failure.Code(
    100_202, "cannot be written",
    explanation:
      "The file system is full or mounted read-only, or something else stands where the file is to be; the reason says which.",
    remedy:
      "Free space (df), mount the file system for writing, or move away what is in its place; then call the command again."
  )
  public static let malformed = Failure.Code(
    100_203, "is not of the expected form",
    explanation:
      "A parameter file has lines KEY=value; a table has lines of a key, a tab and a value.",
    remedy: "Correct the line that is named.")
  public static let checksum = Failure.Code(
    100_204, "the table does not fit its checksum",
    explanation: "The table was edited by hand or damaged. It is not used until it is accepted.",
    remedy:
      "Look at its content (xvm_ccr show TABLE); then accept it (xvm_ccr recover TABLE), or have it written again by "
      + "xvm_register.", subject: "TABLE")
  public static let notOursAlone = Failure.Code(
    100_205, "could have been changed by others than root",
    explanation:
      "What this file says is done as root. It, and each directory on the way to it, has to belong to root, or to the "
      + "user who calls, and nobody else may write there; a symbolic link in a directory that others can write is refused.",
    remedy:
      "Give what the message names to root (chown root) and take the others' right to write (chmod go-w)."
  )
  public static let notPermitted = Failure.Code(
    100_206, "may not be read or written by this user",
    explanation:
      "The files of resources belong to root and show others nothing, and commands that act on a resource run as root. Root is "
      + "refused by a file that is marked immutable, or by SELinux.",
    remedy: "Call the command as root; where root is refused, see lsattr and ausearch -m avc.")
  public static let noDirectory = Failure.Code(
    100_207, "cannot be written where there is no directory",
    explanation: "A directory on the way to the file does not exist.",
    remedy: "Make the directory (mkdir -p), or correct the path.")
  public static let unknownProperty = Failure.Code(
    100_301, "is not a property",
    explanation: "The key is none of the extension properties and no word of the command's own.",
    remedy: "Correct its spelling, or remove it.")
  public static let badValue = Failure.Code(
    100_302, "has a value that it cannot have",
    explanation: "The value is of the wrong type or outside the property's range.",
    remedy: "Correct the value as the message says.")
  static let passwordInURI = badValue.advising(
    "Take the password out of the URI: log in with an SSH key or a certificate, or keep it in /etc/libvirt/auth.conf; and change "
      + "it if others may have read it.")
  public static let missingProperty = Failure.Code(
    100_303, "must be set",
    explanation: "The property has no default, and the guest cannot be kept without it.",
    remedy: "Set it where the resource's other properties are.")
  public static let repeatedProperty = Failure.Code(
    100_304, "is set more than once",
    explanation: "A key may stand in a file once only, whatever the case of its letters.",
    remedy: "Remove all lines of that key but one.")
  public static let contradiction = Failure.Code(
    100_305, "conflicts with what else is set",
    explanation: "Two values are legal one by one, but together they cannot work.",
    remedy: "Change one of the values that the message names.")
  public static let unconfigured = Failure.Code(
    100_306, "the resource has no configuration",
    explanation:
      "No parameter file was given with -P, the framework that calls keeps no property Domain_name of the resource, and "
      + "there is no configuration table of it.",
    remedy:
      "Make its table (xvm_register -f FILE), name its parameter file with -P, or correct the name after -R."
  )
  public static let busy = Failure.Code(
    100_401, "another call for the same resource is under way",
    explanation: "Methods of one resource are serialised; the other one did not end in time.",
    remedy: "Wait for the other call to end. The message names it and its process.")
  public static let cannotRun = Failure.Code(
    100_402, "cannot be run",
    explanation:
      "The program is not there, is not executable, or is made for another kind of machine.",
    remedy:
      "Correct its path, install the package that it comes with, or make it executable; the reason says which."
  )
  public static let noDescriptors = Failure.Code(
    100_403, "too few file descriptors are free",
    explanation:
      "The caller allows too few open files, or has left too many open that its children inherit. What cannot be opened "
      + "would look as if it were not there, so nothing was done.",
    remedy:
      "Raise the caller's limit (ulimit -n 1024, or LimitNOFILE=1024 in its unit), and see what it holds open: ls -l /proc/PID/fd."
  )
  public static let noResources = Failure.Code(
    100_405, "cannot be run, as the machine has no process or memory left",
    explanation:
      "The kernel refuses one more process: a limit of the user, of the unit (TasksMax) or of the machine is used up.",
    remedy:
      "See what uses them up (ps, free, ulimit -u), end that or raise the limit, and call the command again."
  )
  public static let noProcessFiles = Failure.Code(
    100_404, "/proc is not mounted, or is that of other processes",
    explanation:
      "Whether a guest or a service lives is seen in /proc. Without it each would look dead, so nothing was done.",
    remedy: "Mount it where the program runs: mount -t proc proc /proc.")
}

extension Catalogue {
  static let general: [Failure.Code] = [
    .usage, .unknownName, .illegalName, .noInstance, .noName, .unreadable, .unwritable, .malformed,
    .checksum, .notOursAlone, .notPermitted, .noDirectory,
    .unknownProperty, .badValue, .missingProperty, .repeatedProperty, .contradiction, .unconfigured,
    .busy, .cannotRun, .noDescriptors, .noProcessFiles, .noResources,
  ]
}
