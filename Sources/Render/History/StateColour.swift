/// How the states of a guest are drawn: colours that people with any sort of colour blindness can tell apart (after Okabe
/// and Ito), each with a colour of text that stands out from it by 4.5 to 1 or more.
struct StateColour {
  /// The word of the state.
  let word: String
  /// What fills the band, and what is written on it.
  let fill, text: String

  static let all = [
    StateColour(word: "running", fill: "#00704F", text: "#FFFFFF"),
    StateColour(word: "booting", fill: "#7CC6F0", text: "#000000"),
    StateColour(word: "paused", fill: "#F0E442", text: "#000000"),
    StateColour(word: "shutting-down", fill: "#E69F00", text: "#000000"),
    StateColour(word: "off", fill: "#BDBDBD", text: "#000000"),
    StateColour(word: "absent", fill: "#E8E8E8", text: "#000000"),
    StateColour(word: "crashed", fill: "#B33C00", text: "#FFFFFF"),
    StateColour(word: "moving-out", fill: "#0072B2", text: "#FFFFFF"),
    StateColour(word: "moving-in", fill: "#CC79A7", text: "#000000"),
    StateColour(word: "unknown", fill: "url(#hatch)", text: "#000000"),
  ]

  /// How a state is drawn; a word that is not known here is drawn as unknown is.
  static func of(_ word: String) -> StateColour {
    all.first { $0.word == word } ?? StateColour(word: word, fill: "url(#hatch)", text: "#000000")
  }
}
