import Hypervisors
import Model
import Platform
import TestSupport
import Testing

@testable import Agent

@Suite(.ownThreads) struct GuardRollTests {
  /// Two of one parent, as the process that adopts the orphans of a tree has them: one is enough, and the elder stays.
  @Test func theYoungerKeeperOfATreeIsOneTooMany() throws {
    let scene = try Scene(.init())
    let roll = GuardRoll(scene.store)
    let first = try Child(Command("/bin/sleep", ["600"]))
    let second = try Child(Command("/bin/sleep", ["600"]))
    defer {
      first.end()
      second.end()
    }
    let keepers = try [first.pid, second.pid].map { try #require(Processes.identity($0)) }
      .sorted { ($0.startTime, $0.pid) < ($1.startTime, $1.pid) }
    try Trust.prepareDirectory(scene.store.guardDirectory, mode: 0o700)
    for keeper in keepers {
      try Files.replace("\(scene.store.guardDirectory)/\(keeper.pid).\(keeper.startTime)", with: [])
    }
    #expect(Set(roll.keepers) == Set(keepers))
    let own = Environment.processIdentifier
    #expect(roll.isSecond(keepers[1], under: own))
    #expect(!roll.isSecond(keepers[0], under: own))
    #expect(!roll.isSecond(keepers[1], under: Environment.parentIdentifier), "of another tree")
    Processes.signal(keepers[0], Signal.kill)
    #expect(Sandbox.eventually { !Processes.isAlive(keepers[0]) })
    #expect(!roll.isSecond(keepers[1], under: own), "one that has ended keeps nothing")
    #expect(roll.keepers == [keepers[1]])
  }
}
