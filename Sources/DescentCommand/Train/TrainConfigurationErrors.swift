import Yams

extension CommandError {
  /// Why a text is no YAML, and where.
  static func noYAML(_ error: any Error, path: String, text: String) -> CommandError {
    guard let error = error as? YamlError else { return .badData("\(path): expected YAML") }
    func failure(_ mark: Mark?, _ problem: String) -> CommandError {
      let place = mark.map { ", line \($0.line), column \($0.column)" } ?? ""
      // What the parser says of its own settings says nothing to a reader.
      let words = problem.hasPrefix("Maximum nesting") ? "too many lists in each other" : problem
      return .badData("\(path)\(place): expected YAML: \(words)")
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return failure(mark, problem)
    case .reader(let problem, let offset, _, _):
      return failure(nil, problem + (offset.map { " at character \($0)" } ?? ""))
    case .duplicatedKeysInMapping(let duplicates, _):
      let name = duplicates.sorted().first ?? ""
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        .filter { _, line in
          line.split(separator: ":").first.map { words in
            words.trimmingCharacters(in: ["\"", "'", " ", "\t", "{"]) == name
          } ?? false
        }.map { $0.offset + 1 }
      let place = lines.count > 1 ? ", line \(lines[1])" : ""
      return .badData("\(path)\(place): '\(name)' stands here twice")
    default: return failure(nil, "it cannot be read")
    }
  }
}
