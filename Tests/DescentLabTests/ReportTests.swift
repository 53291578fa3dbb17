import DescentPlots
import Foundation
import Testing

@testable import DescentLab

@Suite struct ReportTests {
  private var report: ExhibitReport {
    ExhibitReport(
      exhibit: "sample", title: "A title <b>", setting: "What is done.",
      highlights: [("3", "a number")],
      claims: [
        Claim(
          source: "000", "It is \"so\".", reported: 1, measured: 2.5, holds: true, why: "Seen."),
        Claim(source: "000", "Or not.", measured: 3, holds: false, why: "Not seen."),
        Claim(source: "001", "Who knows.", measured: .null, verdict: .open, why: "Nobody."),
      ],
      tables: [
        ReportTable(
          title: "Rows", columns: ["a", "b"], rows: [["x", "1"], ["yy", "10"]], note: "")
      ],
      figures: [
        ReportFigure(
          name: "picture", caption: "Seen.",
          figure: Figure(panels: [Panel(layers: [.line([1, 2])])]))
      ],
      conclusion: "So it is.", files: [("run.csv", "step,loss\n0,1\n")],
      measured: ["loss": .number(.infinity), "step": 3], source: ["loss": 2])
  }

  @Test func theDocument() {
    let expected =
      #"{"exhibit": "sample", "claims": [{"source": "000", "claim": "It is \"so\".", "reported": 1, "measured": 2.5, "verdict": "holds", "why": "Seen."}, "#
      + #"{"source": "000", "claim": "Or not.", "reported": null, "measured": 3, "verdict": "does not hold", "why": "Not seen."}, "#
      + #"{"source": "001", "claim": "Who knows.", "reported": null, "measured": null, "verdict": "open", "why": "Nobody."}], "#
      + #""measured": {"loss": "inf", "step": 3}, "source": {"loss": 2}, "seconds": 1.235}"#
    #expect(report.json(seconds: 1.23456).json == expected)
  }

  @Test func numbersRoundTripAndOthersAreTexts() throws {
    let value: ReportValue = [
      .number(0.1), .number(1e-300), .number(-.infinity), .number(.nan), .text("a\n\u{1}ü"),
      .flag(true),
    ]
    #expect(value.json == #"[0.1, 1e-300, "-inf", "nan", "a\n\u0001ü", true]"#)
    let read = try JSONSerialization.jsonObject(with: Data(value.json.utf8)) as? [Any]
    #expect(read?[0] as? Double == 0.1 && read?[4] as? String == "a\n\u{1}ü")
    #expect(ReportValue.words(1e-8) == "1e-8" && ReportValue.words(2.5e12) == "2.5e12")
    #expect(ReportValue.words(1e-10) == "1e-10")
  }

  @Test func theTextIsInColumns() {
    let text = report.text
    #expect(text.contains("a    b\n--  --\nx    1\nyy  10\n"))
    #expect(text.contains("[000] It is \"so\".\n  ✓ holds\n  reported: 1\n  measured: 2.5\n"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 96 })
  }

  @Test func theFolder() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("descent-report-\(UUID().uuidString)/inner")
    defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
    let paths = try report.write(to: folder)
    #expect(
      paths.map { URL(fileURLWithPath: $0).lastPathComponent } == [
        "report.html", "picture.svg", "picture-dark.svg", "run.csv",
      ])
    let page = try String(contentsOfFile: paths[0], encoding: .utf8)
    #expect(page.contains("<h1>A title &lt;b&gt;</h1>") && page.contains("prefers-color-scheme"))
    #expect(page.components(separatedBy: "role=\"img\"").count == 3)
    // Nothing is fetched from anywhere.
    #expect(!page.contains("src=") && !page.contains("@import") && !page.contains("url("))
  }

  @Test func exhibitsHaveNamesOfTheirOwn() {
    #expect(Set(Exhibits.all.map(\.name)).count == Exhibits.all.count)
    #expect(Exhibits.named("late-rebound") != nil && Exhibits.named("nothing") == nil)
  }
}
