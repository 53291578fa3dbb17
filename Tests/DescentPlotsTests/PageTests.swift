import Foundation
import Testing

@testable import DescentPlots

@Suite struct PageTests {
  private var page: Page {
    let figure = Figure("Loss", panels: [Panel(layers: [.line([3, 2, 1])])])
    var narrow = figure
    narrow.width = 400
    return Page(
      kicker: "a <b>", title: "T & T", lead: "It is \"so\".",
      blocks: [
        .numbers([("1 < 2", "a number")]), .conclusion(["First.", "Second."]),
        .figure(figure, narrow: narrow, caption: "Falls."),
        .figure(figure, narrow: nil, caption: "Falls."), .heading("Rows"),
        .table(columns: ["", "b"], rows: [["x", "<1>"]]), .facts([("seed", "1")]),
        .note("Aside."), .advice([("--lr 1", "Because.")]),
        .source(summary: "file", text: "a: 1\nb: <2>\n"), .html("<hr>"),
      ], footer: "<code>end</code>", ownStyle: ".own { color: red; }")
  }

  @Test func everyBlockIsThereAndEscaped() {
    let html = page.html
    for part in [
      "<title>T &amp; T</title>", "a &lt;b&gt;", "It is &quot;so&quot;.", "<dt>1 &lt; 2</dt>",
      "<p>First.</p><p>Second.</p>", "<h2>Rows</h2>", "<td>&lt;1&gt;</td>",
      "<th scope=\"row\">x</th>", "<dt>seed</dt><dd>1</dd>", "<p class=\"muted\">Aside.</p>",
      "<code>--lr 1</code><span>Because.</span>", "<pre>a: 1\nb: &lt;2&gt;\n</pre>", "<hr>",
      "<footer><code>end</code></footer>", ".own { color: red; }", "prefers-color-scheme: dark",
    ] { #expect(html.contains(part), "\(part)") }
  }

  /// Light and dark for each width; what is for one width only says so.
  @Test func picturesForEveryScreen() {
    let html = page.html
    #expect(html.components(separatedBy: "role=\"img\"").count == 1 + 4 + 2)
    for name in [
      "\"picture on-light on-wide\"", "\"picture on-dark on-wide\"",
      "\"picture on-light on-narrow\"",
      "\"picture on-dark on-narrow\"", "\"picture on-light\"", "\"picture on-dark\"",
    ] { #expect(html.components(separatedBy: name).count == 2, "\(name)") }
    // Three of them stand on a dark ground.
    #expect(html.components(separatedBy: "fill=\"#14171b\"/>").count == 1 + 3)
  }

  @Test func nothingIsFetchedAndNothingChanges() {
    let html = page.html
    #expect(html == page.html)
    for part in ["src=", "@import", "url(", "<script", "<link", "http-equiv"] {
      #expect(!html.contains(part), "\(part)")
    }
    // The name of the format is no address that is asked.
    let addresses = html.components(separatedBy: "http").count
    #expect(addresses == html.components(separatedBy: "xmlns=\"http://www.w3.org/2000/svg\"").count)
  }
}
