import Agent
import Model
import Render
import Testing

@testable import Applets

/// What is shown of a drain while it is at work.
@Suite struct DrainTextTests {
  @Test(
    arguments: [
      (.zero, .seconds(12), "web to node2 [----------] 0 s of about 12 s"),
      (.seconds(6), .seconds(12), "web to node2 [#####-----] 6 s of about 12 s"),
      // A forecast is no promise.
      (.seconds(99), .seconds(12), "web to node2 [##########] 99 s of about 12 s"),
      (.seconds(6), nil, "web to node2 6 s"), (.seconds(6), .zero, "web to node2 6 s"),
    ] as [(Duration, Duration?, String)])
  func theLineThatMoves(_ elapsed: Duration, _ forecast: Duration?, _ text: String) {
    #expect(DrainText.progress("web", "node2", elapsed, forecast) == text)
  }

  /// An event, as people and as programs read it.
  @Test(
    arguments: [
      (
        .moving("web", to: "node2", number: 1, of: 3), "web goes to node2 (1 of 3)",
        "{\"event\": \"moving\", \"time\": 7, \"resource\": \"web\", \"node\": \"node2\", \"number\": 1, \"of\": 3}"
      ),
      (
        .arrived("web", on: "node2", after: .seconds(3), restarted: true),
        "web is on node2, after 3.0 s; it was stopped and started",
        "{\"event\": \"arrived\", \"time\": 7, \"resource\": \"web\", \"node\": \"node2\", \"duration\": 3000, \"restarted\": true}"
      ),
      (
        .stayed("web", because: "no bridge"), "web stays: no bridge",
        "{\"event\": \"stayed\", \"time\": 7, \"resource\": \"web\", \"reason\": \"no bridge\"}"
      ),
      (
        .ending([]), "ending: nothing more is begun",
        "{\"event\": \"ending\", \"time\": 7, \"resources\": []}"
      ),
      (
        .standby("node1", true), "node1 is in standby",
        "{\"event\": \"standby\", \"time\": 7, \"node\": \"node1\", \"standby\": true}"
      ),
    ] as [(DrainEvent, String, String)])
  func anEventIsTold(_ event: DrainEvent, _ words: String, _ json: String) {
    #expect(DrainText.words(event) == words)
    #expect(DrainText.json(event, at: 7).line == json)
  }
}
