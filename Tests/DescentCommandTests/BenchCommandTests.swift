import Testing

@testable import DescentCommand

@Suite struct BenchCommandTests {
  @Test func oneDocumentALine() throws {
    let result = descent(["bench", "surface", "linefit", "--json", "--repeats", "1"])
    #expect(result.code == 0)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 2)
    let document = try JSONReader.read(Array(lines[0].utf8))
    #expect(document["workload"] == "surface")
    #expect(document["unit"] == "us/step")
    #expect((document["value"]?.double ?? 0) > 0)
  }

  @Test func unknownWorkload() {
    let result = descent(["bench", "surfce"])
    #expect(result.code == 64)
    #expect(result.error.contains("surface"))
  }

  @Test func repetitionsOutOfRange() {
    #expect(descent(["bench", "--repeats", "0"]).code == 64)
  }
}
