// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentData/DescentData.docc/DescentData.md.
import Descent
import Testing

@Suite struct DescentDataLandingSnippets {
  @Test func runs() throws {
    let text = "size,quarter,price\n40,harbour,210\n55,hill,300\n70,harbour,330\n"
    let table = try Table.parse(Array(text.utf8), path: "flats.csv")
    expectPrinted("3", table.rowCount)
    expectPrinted("[\"size\", \"quarter\", \"price\"]", table.names)
  }
}
