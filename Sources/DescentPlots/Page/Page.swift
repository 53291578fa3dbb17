/// One HTML page that needs nothing else: its style and its pictures are in it, for light and dark
/// screens, wide and narrow.
///
/// The same values give the same bytes.
package struct Page: Sendable {
  /// Stands above the title, small: what made the page.
  package var kicker: String
  /// The heading, and the name of the window.
  package var title: String
  /// A sentence or two under the title.
  package var lead: String
  /// What the page says, from top to bottom.
  package var blocks: [Block]
  /// What stands at its end, as HTML.
  package var footer: String
  /// Rules of style for HTML of one's own, besides those of every page.
  package var ownStyle: String

  /// A part of a page.
  package enum Block: Sendable {
    /// A few numbers, large, and what each of them means.
    case numbers([(value: String, meaning: String)])
    /// What follows from it all, a paragraph each.
    case conclusion([String])
    /// A picture and what it shows; the second one is for narrow screens.
    case figure(Figure, narrow: Figure?, caption: String)
    /// A heading.
    case heading(String)
    /// A table; the first column names its rows.
    case table(columns: [String], rows: [[String]])
    /// What is known of a thing, a line each.
    case facts([(name: String, value: String)])
    /// Words on the side.
    case note(String)
    /// What could be done, and why: the code of an option, and a sentence.
    case advice([(option: String, reason: String)])
    /// Text that is shown as it is, behind a line that opens it.
    case source(summary: String, text: String)
    /// HTML that was made before.
    case html(String)
  }

  /// Makes a page.
  package init(
    kicker: String, title: String, lead: String, blocks: [Block], footer: String,
    ownStyle: String = ""
  ) {
    self.kicker = kicker
    self.title = title
    self.lead = lead
    self.blocks = blocks
    self.footer = footer
    self.ownStyle = ownStyle
  }

  /// The page.
  package var html: String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(Page.escaped(title))</title>
    <style>
    \(Page.style)\(ownStyle.isEmpty ? "" : "\n" + ownStyle)
    </style>
    </head>
    <body>
    <main>
    <header>
    <p class="kicker">\(Page.escaped(kicker))</p>
    <h1>\(Page.escaped(title))</h1>
    <p class="lead">\(Page.escaped(lead))</p>
    </header>
    \(blocks.map(\.html).joined(separator: "\n"))
    <footer>\(footer)</footer>
    </main>
    </body>
    </html>

    """
  }

  /// Text as HTML; what HTML does not allow is left out.
  package static func escaped(_ text: String) -> String { SVGWriter.escaped(text) }
}

extension Page.Block {
  fileprivate var html: String {
    switch self {
    case .numbers(let numbers):
      "<dl class=\"numbers\">\n"
        + numbers.map { number in
          "<div><dt>\(Page.escaped(number.value))</dt><dd>\(Page.escaped(number.meaning))</dd></div>"
        }.joined(separator: "\n") + "\n</dl>"
    case .conclusion(let paragraphs):
      "<section class=\"conclusion\">"
        + paragraphs.map { "<p>\(Page.escaped($0))</p>" }.joined() + "</section>"
    case .figure(let figure, let narrow, let caption):
      Page.Block.picture(figure, narrow, caption)
    case .heading(let text): "<h2>\(Page.escaped(text))</h2>"
    case .table(let columns, let rows): Page.Block.table(columns, rows)
    case .facts(let facts):
      "<dl class=\"facts\">\n"
        + facts.map { fact in
          "<div><dt>\(Page.escaped(fact.name))</dt><dd>\(Page.escaped(fact.value))</dd></div>"
        }.joined(separator: "\n") + "\n</dl>"
    case .note(let text): "<p class=\"muted\">\(Page.escaped(text))</p>"
    case .advice(let items):
      "<ul class=\"advice\">\n"
        + items.map { item in
          "<li><code>\(Page.escaped(item.option))</code><span>\(Page.escaped(item.reason))</span></li>"
        }.joined(separator: "\n") + "\n</ul>"
    case .source(let summary, let text):
      "<details><summary>\(Page.escaped(summary))</summary><pre>\(Page.escaped(text))</pre></details>"
    case .html(let html): html
    }
  }

  /// The picture on a light and on a dark ground, of which the style shows one.
  private static func picture(_ wide: Figure, _ narrow: Figure?, _ caption: String) -> String {
    var html = "<figure>\n"
    let widths: [(Figure, String)] =
      narrow.map { [(wide, " on-wide"), ($0, " on-narrow")] } ?? [(wide, "")]
    for (figure, width) in widths {
      for (theme, ground) in [(Theme.light, "on-light"), (.dark, "on-dark")] {
        var figure = figure
        figure.theme = theme
        html += "<div class=\"picture \(ground)\(width)\">\(figure.svg)</div>\n"
      }
    }
    return html + "<figcaption>\(Page.escaped(caption))</figcaption>\n</figure>"
  }

  private static func table(_ columns: [String], _ rows: [[String]]) -> String {
    let head = columns.map { "<th scope=\"col\">\(Page.escaped($0))</th>" }.joined()
    let body = rows.map { row in
      "<tr>"
        + row.enumerated().map { k, cell in
          k == 0
            ? "<th scope=\"row\">\(Page.escaped(cell))</th>" : "<td>\(Page.escaped(cell))</td>"
        }.joined() + "</tr>"
    }
    return """
      <div class="scroll"><table>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }
}
