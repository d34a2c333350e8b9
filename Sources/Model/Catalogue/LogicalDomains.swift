extension Failure.Code {
  public static let unmarkable = Failure.Code(
    200_251, "may be the resource's guest, and bears no mark that tells",
    explanation:
      "Logical domains have no place for a mark. With neither configuration nor run record nobody can tell whose guest an "
      + "active one is, so a stop does not claim that there is nothing to stop.",
    remedy:
      "Look at 'ldm list-domain', stop the guest of this resource if it is among them; then gds clear -R RESOURCE -G GROUP, or clresource clear -f STOP_FAILED RESOURCE."
  )
  public static let cannotRelease = Failure.Code(
    200_252, "is off, but could not be given up by this node",
    explanation:
      "The domain keeps its processors and memory, or stays defined. Another node may run it all the same.",
    remedy:
      "Unbind it by hand (ldm unbind-domain GUEST), or stop the resource again.", subject: "GUEST")
  public static let definitionNotKept = Failure.Code(
    200_253, "the table does not hold the guest's present definition",
    explanation:
      "A node that has never seen the guest would make it from the older definition, or could not make it at all.",
    remedy: "Correct what the message names; the next start or stop tries again.")
  public static let openPasswordFile = Failure.Code(
    200_254, "is not fit to hold a password",
    explanation:
      "The file has to be a regular one that root owns, with no access for anybody else.",
    remedy:
      "Run chown root FILE and chmod 600 FILE, and change the password if others may have read it.",
    subject: "FILE")
}

extension Catalogue {
  static let logicalDomains: [Failure.Code] = [
    .unmarkable, .cannotRelease, .definitionNotKept, .openPasswordFile,
  ]
}
