import DescentOptimizers

/// An option of an optimizer as it is written on the command line: `name=value`.
struct OptionAssignment {
  let name: String
  let value: OptionValue

  /// Takes several apart.
  ///
  /// - Throws: ``CommandError``, 64, for one that is none, or a name that is there twice.
  static func list(_ texts: [String]) throws(CommandError) -> [OptionAssignment] {
    var names: Set<String> = []
    var list: [OptionAssignment] = []
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw .usage("-O: expected name=value, got '\(text)'")
      }
      let name = String(parts[0])
      guard names.insert(plain(name)).inserted else { throw .usage("-O \(name): given twice") }
      list.append(OptionAssignment(name: name, value: OptionValue(parsing: parts[1])))
    }
    return list
  }

  /// A name without case, hyphens and underscores: both spellings of an option are one.
  static func plain(_ name: String) -> String {
    String(name.lowercased().filter { !"-_".contains($0) })
  }
}
