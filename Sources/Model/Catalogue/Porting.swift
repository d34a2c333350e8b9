extension Failure.Code {
  public static let notAnAssignment = Failure.Code(
    100_701, "is not taken over",
    explanation:
      "The line would have run a program, or its meaning depends on something outside the file. An old file is read and "
      + "never run, so what the line would have done is not known.",
    remedy: "Find out what the value is and set it in the new file by hand.")
  public static let noSuchResource = Failure.Code(
    100_702, "the listing does not say which resource is meant",
    explanation: "It holds no resource, or several, or none of the name after -R.",
    remedy: "Save the output of 'clresource show -v RESOURCE', or name one with -R.",
    subject: "RESOURCE")
}

extension Catalogue {
  static let porting: [Failure.Code] = [.notAnAssignment, .noSuchResource]
}
