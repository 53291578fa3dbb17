import Foundation
import Testing

@testable import DescentCommand

/// Torch's trajectories, from a specification in a file to the JSON that comes out.
@Suite struct MinimizeGoldenTests {
  static let cases: [JSON] = {
    guard
      let file = Bundle.module.url(
        forResource: "optimizers", withExtension: "json", subdirectory: "Fixtures"),
      let data = try? Data(contentsOf: file), let document = try? JSONReader.read(Array(data)),
      case .array(let cases) = document["cases"]
    else { return [] }
    return cases
  }()

  @Test func allCasesAreThere() {
    #expect(Self.cases.count >= 56)
  }

  @Test(arguments: cases.indices) func followsTorch(_ index: Int) throws {
    let given = Self.cases[index]
    let folder = try TemporaryFolder()
    let result = descent(
      "minimize", "--spec", try folder.file("case.json", given.text), "--json")
    #expect(result.code == 0)
    #expect(result.error.isEmpty)
    let document = try result.json
    guard case .array(let trace) = document["trace"], case .array(let rows) = given["trace"] else {
      Issue.record("no trace")
      return
    }
    #expect(.integer(trace.count) == given["steps"])
    #expect(document["optimizer"] == given["optimizer"])
    #expect(document["problem"] == given["problem"])
    #expect(document["dtype"] == given["dtype"])
    #expect(document["final"]?["evaluations"] == .integer(trace.count + 1))
    // Losses are compared to a few roundings, or to what the tolerance of w allows.
    let isDouble = given["dtype"] == "float64"
    for row in rows {
      guard case .integer(let step) = row["step"], let loss = row["loss"]?.double,
        let ourLoss = trace[step - 1]["loss"]?.double
      else {
        Issue.record("row \(row.line)")
        continue
      }
      let tolerance = row["tol"]?.double ?? 0
      let bound = max(isDouble ? 1e-8 : 2e-5, tolerance)
      #expect(abs(ourLoss - loss) <= bound * loss.magnitude, "loss of step \(step)")
      let (ours, torch) = (numbers(trace[step - 1]["w"]), numbers(row["w"]))
      if torch.isEmpty { continue }
      let scale = torch.map(\.magnitude).max() ?? 1
      let error = zip(ours, torch).map { abs($0 - $1) }.max() ?? .nan
      #expect(ours.count == torch.count)
      #expect(error / scale <= tolerance, "w after step \(step)")
    }
  }

  private func numbers(_ json: JSON?) -> [Double] {
    guard case .array(let items) = json else { return [] }
    return items.compactMap(\.double)
  }
}
