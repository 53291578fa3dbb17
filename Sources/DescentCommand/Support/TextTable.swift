/// Cells in columns, the way a person reads them: words to the left, numbers to the right.
struct TextTable {
  /// The names of the columns; nothing is printed of a table that has no rows.
  var header: [String]
  var rows: [[String]] = []
  /// The columns that begin at the left, as the first always does.
  var leftColumns: Set<Int> = [0]

  /// The lines, each with a margin of two.
  var lines: [String] {
    guard !rows.isEmpty else { return [] }
    let all = (header.allSatisfy(\.isEmpty) ? [] : [header]) + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      let cells = row.indices.map { column in
        let room = String(repeating: " ", count: widths[column] - row[column].count)
        return leftColumns.contains(column) ? row[column] + room : room + row[column]
      }
      let line = "  " + cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
