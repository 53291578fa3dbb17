import Foundation
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

  @Test func filesLeaveNothingBehind() throws {
    let result = descent(["bench", "tfrecord", "log_line", "--json", "--repeats", "1"])
    #expect(result.code == 0 && result.error.isEmpty)
    let lines = try result.output.split(separator: "\n").map { try JSONReader.read(Array($0.utf8)) }
    #expect(lines.map { $0["unit"] } == ["GB/s", "us"])
    #expect(lines.allSatisfy { ($0["value"]?.double ?? 0) > 0 })
    let left = try FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory())
    #expect(!left.contains { $0.hasPrefix("descent-bench-") })
  }

  @Test func unknownWorkload() {
    let result = descent(["bench", "surfce"])
    #expect(result.code == 64)
    #expect(result.error.contains("surface"))
  }

  @Test func costAgainstSize() throws {
    let result = descent([
      "bench", "--sizes", "graph", "gemm", "--up-to", "24", "--repeats", "1", "--json",
    ])
    #expect(result.code == 0)
    let lines = try result.output.split(separator: "\n").map { try JSONReader.read(Array($0.utf8)) }
    #expect(lines.map { $0["size"] } == [10, 16, 17, 24])
    #expect(lines.map { $0["workload"] } == ["graph", "gemm", "gemm", "gemm"])
    #expect(lines.allSatisfy { ($0["value"]?.double ?? 0) > 0 })
  }

  @Test func picturesAreOfSizes() {
    #expect(descent(["bench", "surface", "--plot", "x.svg"]).error.contains("--sizes"))
    #expect(descent(["bench", "--sizes", "adam"]).error.contains("adamw"))
  }

  @Test func repetitionsOutOfRange() {
    #expect(descent(["bench", "--repeats", "0"]).code == 64)
  }
}
