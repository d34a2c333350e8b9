import Model
import TestSupport
import Testing

@testable import Applets

/// Command lines of every name, damaged: a call that the manual allows, or a failure that says what is wrong.
@Suite struct CommandLineDamageTests {
  @Test func aDamagedCommandLineIsACallOrAFailure() {
    var dice = Dice(seed: 8)
    let manuals = Registry.applets.map { $0.manual }
    let seeds = manuals.map { manual in
      let options = manual.options.flatMap { option in
        ["--\(option.word)" + (option.argument == nil ? "" : "=x")]
          + (option.letter.map { ["-\($0)"] } ?? []) + (option.argument == nil ? [] : ["y"])
      }
      return Array((options + ["--", "word"]).joined(separator: "\u{1}").utf8)
    }
    var calls = 0
    for round in 0..<Dice.rounds {
      let manual = manuals[round % manuals.count]
      let words = dice.mutate(seeds[round % seeds.count]).split(separator: 1)
        .prefix(Int(dice.next() % 6)).map { String(decoding: $0, as: UTF8.self) }
      do throws(Failure) {
        let call = try CommandLineParser.parse(words, by: manual)
        calls += 1
        let known = Set(manual.options.map(\.word) + ["help", "version"])
        #expect(call.options.allSatisfy { known.contains($0.word) }, "\(words)")
        #expect(call.operands.allSatisfy { words.contains($0) }, "\(words)")
      } catch {
        #expect(error.code == .usage, "\(words): \(error)")
      }
    }
    #expect((1..<Dice.rounds).contains(calls))
  }
}
