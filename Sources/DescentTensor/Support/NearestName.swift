/// The name that was probably meant, or nil when none is near.
///
/// Names that differ only in case, hyphens or underscores are the same name
/// (`weight_decay`, `weightDecay`). Otherwise the nearest by optimal string
/// alignment wins: the number of insertions, deletions, substitutions and
/// swaps of neighbours, at most one in three letters. Of equals, the first.
package func nearestName(to wanted: String, in names: some Sequence<String>) -> String? {
  let wantedLetters = comparable(wanted)
  guard !wantedLetters.isEmpty else { return nil }
  var best: (name: String, distance: Int)?
  for name in names {
    let letters = comparable(name)
    let limit = max(1, max(letters.count, wantedLetters.count) / 3)
    guard abs(letters.count - wantedLetters.count) <= limit else { continue }
    let distance = alignmentDistance(wantedLetters, letters)
    // One letter for one other letter is no resemblance.
    guard distance <= limit, distance < max(letters.count, wantedLetters.count) else { continue }
    if distance < best?.distance ?? .max { best = (name, distance) }
  }
  return best?.name
}

/// The letters that count, and no more of them than a name has.
private func comparable(_ name: String) -> [Unicode.Scalar] {
  name.prefix(64).lowercased().unicodeScalars.filter { $0 != "_" && $0 != "-" && $0 != " " }
}

/// The optimal string alignment distance (restricted Damerau-Levenshtein).
///
///     d(i, j) = min( d(i-1, j) + 1,  d(i, j-1) + 1,  d(i-1, j-1) + [a_i ≠ b_j],
///                    d(i-2, j-2) + 1   if a_i = b_(j-1) and a_(i-1) = b_j )
private func alignmentDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var twoAbove: [Int] = []
  var above = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var d = min(above[j + 1] + 1, row[j] + 1, above[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { d = min(d, twoAbove[j - 1] + 1) }
      row.append(d)
    }
    (twoAbove, above) = (above, row)
  }
  return above[b.count]
}
