import DescentPlots

extension ExhibitReport {
  /// The report as one page that needs nothing else: style and pictures are in it.
  public var html: String {
    let counts = [Claim.Verdict.holds, .doesNotHold, .open].map { verdict in
      "\(claims.count { $0.verdict == verdict }) \(verdict == .doesNotHold ? "do not hold" : verdict == .holds ? "hold" : "open")"
    }
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(escaped(title))</title>
      <style>
      \(pageStyle)
      </style>
      </head>
      <body>
      <main>
      <header>
      <p class="kicker">descent lab \(escaped(exhibit))</p>
      <h1>\(escaped(title))</h1>
      <p class="lead">\(escaped(setting))</p>
      </header>
      <dl class="numbers">
      \(highlights.map { "<div><dt>\(escaped($0.value))</dt><dd>\(escaped($0.meaning))</dd></div>" }.joined(separator: "\n"))
      </dl>
      <section class="conclusion"><p>\(escaped(conclusion))</p></section>
      \(figures.map(\.html).joined(separator: "\n"))
      <section>
      <h2>The sources’ claims</h2>
      <p class="muted">\(claims.count) claims: \(counts.joined(separator: ", ")).</p>
      \(claims.map(\.html).joined(separator: "\n"))
      </section>
      \(tables.map(\.html).joined(separator: "\n"))
      <footer>Made by <code>descent lab \(escaped(exhibit))</code>. The same command makes the same page; the numbers behind it lie beside it: \(files.map { "<a href=\"\(escaped($0.name))\">\(escaped($0.name))</a>" }.joined(separator: ", ")).</footer>
      </main>
      </body>
      </html>

      """
  }
}

extension ReportFigure {
  fileprivate var html: String {
    var dark = figure
    dark.theme = .dark
    return """
      <figure>
      <div class="picture on-light">\(figure.svg)</div>
      <div class="picture on-dark">\(dark.svg)</div>
      <figcaption>\(escaped(caption))</figcaption>
      </figure>
      """
  }
}

extension ReportTable {
  fileprivate var html: String {
    let head = columns.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined()
    let body = rows.map { row in
      "<tr>"
        + row.enumerated().map { k, cell in
          k == 0 ? "<th scope=\"row\">\(escaped(cell))</th>" : "<td>\(escaped(cell))</td>"
        }.joined() + "</tr>"
    }
    return """
      <section>
      <h2>\(escaped(title))</h2>
      <div class="scroll"><table>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody>
      </table></div>
      \(note.isEmpty ? "" : "<p class=\"muted\">\(escaped(note))</p>")
      </section>
      """
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
    if reported != .null { numbers += "<dt>reported</dt><dd>\(escaped(reported.words))</dd>" }
    if measured != .null { numbers += "<dt>measured</dt><dd>\(escaped(measuredWords))</dd>" }
    return """
      <article class="claim \(kind)">
      <div class="verdict"><span>\(escaped(verdict.rawValue))</span><small>source \(escaped(source))</small></div>
      <div class="body"><h3>\(escaped(claim))</h3>
      \(numbers.isEmpty ? "" : "<dl>\(numbers)</dl>")
      <p>\(escaped(why))</p></div>
      </article>
      """
  }
}

/// Text as HTML.
private func escaped(_ text: String) -> String {
  var out = ""
  for character in text {
    switch character {
    case "&": out += "&amp;"
    case "<": out += "&lt;"
    case ">": out += "&gt;"
    case "\"": out += "&quot;"
    default: out.append(character)
    }
  }
  return out
}

private let pageStyle = """
  :root {
    --ground: #ffffff; --ink: #1a1d21; --muted: #5a616a; --line: #e3e6ea; --panel: #f6f7f9;
    --holds: #00734f; --fails: #b3420a; --open: #5a616a; --accent: #0072b2;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --ground: #14171b; --ink: #eceef0; --muted: #a3aab3; --line: #2a2f36; --panel: #1b1f25;
      --holds: #3ecf9d; --fails: #ff9a5c; --open: #a3aab3; --accent: #56b4e9;
    }
    .on-light { display: none; }
  }
  @media not (prefers-color-scheme: dark) { .on-dark { display: none; } }
  * { box-sizing: border-box; }
  body {
    margin: 0; background: var(--ground); color: var(--ink);
    font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial,
      "Liberation Sans", sans-serif;
  }
  main { max-width: 1000px; margin: 0 auto; padding: 40px 20px 64px; }
  .kicker { margin: 0; color: var(--accent); font: 600 14px/1.4 ui-monospace, Menlo, monospace; }
  h1 { margin: 6px 0 14px; font-size: 32px; line-height: 1.2; letter-spacing: -0.01em; }
  h2 { margin: 44px 0 10px; font-size: 21px; }
  .lead { max-width: 46em; margin: 0; font-size: 17px; }
  .muted, figcaption, footer { color: var(--muted); font-size: 14.5px; }
  .muted, figcaption { max-width: 56em; }
  .numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px;
    margin: 28px 0; }
  .numbers div { padding: 14px 16px; border-radius: 8px; background: var(--panel); }
  .numbers dt { font-size: 30px; font-weight: 650; font-variant-numeric: tabular-nums; }
  .numbers dd { margin: 2px 0 0; color: var(--muted); font-size: 14px; line-height: 1.4; }
  .conclusion { padding: 2px 18px; border-left: 3px solid var(--accent); }
  .conclusion p { max-width: 52em; margin: 8px 0; }
  figure { margin: 32px 0 0; }
  .picture svg { display: block; width: 100%; height: auto; }
  .picture { border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
  figcaption { margin-top: 10px; }
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
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14.5px; }
  th, td { padding: 5px 14px 5px 0; text-align: right; white-space: nowrap;
    border-bottom: 1px solid var(--line); }
  th:first-child { text-align: left; }
  thead th { color: var(--muted); font-weight: 600; }
  tbody th { font-weight: 400; }
  footer { margin-top: 48px; padding-top: 14px; border-top: 1px solid var(--line); }
  a { color: var(--accent); }
  code { font-family: ui-monospace, Menlo, monospace; font-size: 0.92em; }
  @media (max-width: 640px) {
    .claim { grid-template-columns: 1fr; gap: 4px; }
    .verdict { display: flex; gap: 10px; align-items: baseline; }
    h1 { font-size: 26px; }
  }
  """
