import DescentTensor

/// What to say of a name that nobody knows.
enum NearestName {
  /// "did you mean …?", or all that is known.
  static func hint(for name: String, among known: [String]) -> String {
    if let guess = nearestName(to: name, in: known) { return "did you mean '\(guess)'?" }
    return "known: " + known.joined(separator: ", ")
  }
}
