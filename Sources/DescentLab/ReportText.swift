extension ExhibitReport {
  /// The report for a terminal, 96 columns wide.
  public var text: String {
    var lines = [title, String(repeating: "=", count: title.count), ""]
    lines += wrapped(setting) + [""]
    for table in tables { lines += table.textLines + [""] }
    lines += ["The sources' claims", ""]
    for claim in claims {
      let mark =
        switch claim.verdict {
        case .holds: "✓ holds"
        case .doesNotHold: "✗ does not hold"
        case .open: "? open"
        }
      lines += wrapped("[\(claim.source)] \(claim.claim)", indent: "  ", first: "")
      lines.append("  \(mark)")
      if claim.reported != .null {
        lines += wrapped("reported: \(claim.reported.words)", indent: "  ")
      }
      if claim.measured != .null {
        lines += wrapped("measured: \(claim.measuredWords)", indent: "  ")
      }
      lines += wrapped(claim.why, indent: "  ") + [""]
    }
    lines += wrapped(conclusion)
    return lines.joined(separator: "\n") + "\n"
  }
}

extension ReportTable {
  /// The table in columns: the first flush left, the others flush right.
  fileprivate var textLines: [String] {
    let widths = columns.indices.map { k in
      ([columns[k]] + rows.map { $0[k] }).map(\.count).max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      cells.indices.map { k in
        let fill = String(repeating: " ", count: widths[k] - cells[k].count)
        return k == 0 ? cells[k] + fill : fill + cells[k]
      }.joined(separator: "  ")
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    return [title, "", line(columns), rule] + rows.map(line)
      + (note.isEmpty ? [] : [""] + wrapped(note))
  }
}

/// Words in lines of at most 96 columns.
private func wrapped(_ text: String, indent: String = "", first: String? = nil) -> [String] {
  var lines: [String] = []
  var line = first ?? indent
  var isEmpty = true
  for word in text.split(separator: " ") {
    if !isEmpty, line.count + 1 + word.count > 96 {
      lines.append(line)
      line = indent
      isEmpty = true
    }
    line += (isEmpty ? "" : " ") + word
    isEmpty = false
  }
  return lines + [line]
}
