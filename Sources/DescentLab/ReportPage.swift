import DescentPlots

extension ExhibitReport {
  /// The report as one page that needs nothing else: style and pictures are in it.
  public var html: String {
    let counts = [Claim.Verdict.holds, .doesNotHold, .open].map { verdict in
      "\(claims.count { $0.verdict == verdict }) \(verdict == .doesNotHold ? "do not hold" : verdict == .holds ? "hold" : "open")"
    }
    var blocks: [Page.Block] = [.numbers(highlights), .conclusion([conclusion])]
    blocks += figures.map { .figure($0.figure, narrow: nil, caption: $0.caption) }
    blocks += [
      .heading("The sources’ claims"),
      .note("\(claims.count) claims: \(counts.joined(separator: ", "))."),
      .html(claims.map(\.html).joined(separator: "\n")),
    ]
    for table in tables {
      blocks += [.heading(table.title), .table(columns: table.columns, rows: table.rows)]
      if !table.note.isEmpty { blocks.append(.note(table.note)) }
    }
    let links = files.map { file in
      let name = Page.escaped(file.name)
      return "<a href=\"\(name)\">\(name)</a>"
    }
    return Page(
      kicker: "descent lab \(exhibit)", title: title, lead: setting, blocks: blocks,
      footer:
        "Made by <code>descent lab \(Page.escaped(exhibit))</code>. The same command makes the "
        + "same page; the numbers behind it lie beside it: \(links.joined(separator: ", ")).",
      ownStyle: claimStyle
    ).html
  }
}

extension Claim {
  fileprivate var html: String {
    let kind =
      switch verdict {
      case .holds: "holds"
      case .doesNotHold: "fails"
      case .open: "open"
      }
    var numbers = ""
    if reported != .null { numbers += "<dt>reported</dt><dd>\(Page.escaped(reported.words))</dd>" }
    if measured != .null { numbers += "<dt>measured</dt><dd>\(Page.escaped(measuredWords))</dd>" }
    return """
      <article class="claim \(kind)">
      <div class="verdict"><span>\(Page.escaped(verdict.rawValue))</span><small>source \(Page.escaped(source))</small></div>
      <div class="body"><h3>\(Page.escaped(claim))</h3>
      \(numbers.isEmpty ? "" : "<dl>\(numbers)</dl>")
      <p>\(Page.escaped(why))</p></div>
      </article>
      """
  }
}

/// What claims look like, besides what every page does.
private let claimStyle = """
  .claim { display: grid; grid-template-columns: 150px 1fr; gap: 18px; padding: 16px 0;
    border-top: 1px solid var(--line); }
  .claim h3 { margin: 0; font-size: 16px; line-height: 1.4; }
  .claim p { max-width: 48em; margin: 6px 0 0; }
  .claim dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 12px; margin: 6px 0 0;
    color: var(--muted); font-size: 14.5px; font-variant-numeric: tabular-nums; }
  .claim dt, .claim dd { margin: 0; }
  .verdict span { display: block; font-weight: 650; font-size: 15px; line-height: 1.5; }
  .verdict small { color: var(--muted); }
  .holds .verdict span { color: var(--holds); }
  .holds .verdict span::before { content: "✓ "; }
  .fails .verdict span { color: var(--fails); }
  .fails .verdict span::before { content: "✗ "; }
  .open .verdict span { color: var(--open); }
  .open .verdict span::before { content: "? "; }
  @media (max-width: 640px) {
    .claim { grid-template-columns: 1fr; gap: 4px; }
    .verdict { display: flex; gap: 10px; align-items: baseline; }
  }
  """
