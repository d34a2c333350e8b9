import Platform
import TestSupport
import Testing

@Suite struct DispatchTests {
  @Test func anUnknownNameExitsTwoAndListsTheNames() throws {
    let result = try Sandbox().run("no_such_name", ["nonsense"])
    #expect(result.ending == .exited(2))
    #expect(result.errorText.contains("nonsense"))
    #expect(result.errorText.contains("Names:"))
  }
}
