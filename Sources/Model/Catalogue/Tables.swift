extension Failure.Code {
  public static let noTable = Failure.Code(
    100_501, "there is no such configuration table",
    explanation: "The directory of tables holds no file of that name.",
    remedy:
      "Look at the names (xvm_ccr show); make the table with xvm_ccr addtab TABLE.")
  public static let tableExists = Failure.Code(
    100_502, "there is a configuration table of that name already",
    explanation: "A table is made only where there is none, so that none is lost.",
    remedy: "Change it with changekey or replace, or remove it first with 'xvm_ccr remtab'.")
  public static let noKey = Failure.Code(
    100_503, "the table has no such key",
    explanation: "Keys are compared letter by letter, with regard to case.",
    remedy:
      "Look at the keys (xvm_ccr show TABLE); add one with xvm_ccr addkey.")
  public static let keyExists = Failure.Code(
    100_504, "the table has that key already",
    explanation: "addkey adds a key; it never changes a value that is there.",
    remedy: "Change the value with changekey.")
  public static let secretInDefinition = Failure.Code(
    100_505, "the definition holds a secret",
    explanation:
      "A configuration table is copied to every node and is shown by tools; a password of a display, or a cookie that opens a "
      + "store, does not belong there.",
    remedy:
      "Remove what is named from the definition, or name the definition's file with Domain_definition and keep it mode 600 "
      + "on every node.")
  public static let guestDataInDefinition = Failure.Code(
    100_506, "the definition hands something to the guest that may be a secret",
    explanation:
      "A configuration table is copied to every node and is shown by tools, with the credentials, firmware entries and "
      + "arguments that the definition has for the guest or its emulator.",
    remedy:
      "If it is a secret, name the definition's file with Domain_definition in place of Definition_file, and keep it mode "
      + "600 on every node.")
}

extension Catalogue {
  static let tables: [Failure.Code] = [
    .noTable, .tableExists, .noKey, .keyExists, .secretInDefinition, .guestDataInDefinition,
  ]
}
