import Model
import Platform
import TestSupport
import Testing

@Suite struct CatalogueTests {
  @Test(arguments: Catalogue.all)
  func aRowSaysWhatItMeansAndWhatToDo(_ row: Failure.Code) {
    #expect((100_000..<500_000).contains(row.number))
    #expect(row.sentence.count > 5)
    #expect(row.sentence.first?.isUppercase == false)
    #expect(!row.sentence.hasSuffix("."))
    #expect(row.explanation.hasSuffix("."))
    #expect(row.remedy.hasSuffix("."))
    #expect(row.remedy.count > 15)
  }

  @Test func numbersAreUniqueAndAscend() {
    let numbers = Catalogue.all.map(\.number)
    #expect(numbers.count >= 30)
    #expect(Set(numbers).count == numbers.count)
    #expect(numbers == numbers.sorted())
  }

  @Test func everyRowThatIsWrittenIsListed() throws {
    let number = /Failure\.Code\(\s*([0-9_]+)/
    var written: [Int] = []
    for file in try SourceTree.files(below: "Sources") where file.path.hasSuffix(".swift") {
      for match in file.text.matches(of: number) {
        written.append(Int(match.1.replacing("_", with: "")) ?? 0)
        #expect(
          file.path.hasPrefix("Sources/Model/Catalogue/"), "\(file.path): rows are in the catalogue"
        )
      }
    }
    #expect(written.sorted() == Catalogue.all.map(\.number))
  }

  /// A message that nobody gives is of a code that is gone, or has been forgotten.
  @Test func everyMessageIsGiven() throws {
    let sources = try SourceTree.files(below: "Sources").filter { $0.path.hasSuffix(".swift") }
    let isRow: (SourceTree.File) -> Bool = { $0.path.hasPrefix("Sources/Model/Catalogue/") }
    let used = Set(sources.filter { !isRow($0) }.flatMap(\.members))
    let written = sources.filter(isRow).flatMap {
      $0.text.matches(of: /static let (\w+) = Failure\.Code\(/).map(\.1)
    }
    #expect(written.count == Catalogue.all.count)
    #expect(written.filter { !used.contains($0) } == [])
  }

  @Test func aFailureIsOneLineWithNumberAndRemedy() {
    let failure = Failure(.unwritable, "/x", cause: "disk full")
    #expect(failure.sentence == "/x: cannot be written: disk full")
    #expect(
      failure.description
        == "/x: cannot be written: disk full [100202]. \(Failure.Code.unwritable.remedy)")
    #expect(Failure(.busy).sentence == Failure.Code.busy.sentence)
  }
}
