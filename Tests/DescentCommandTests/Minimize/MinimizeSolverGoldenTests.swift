import Foundation
import Testing

@testable import DescentCommand

/// Torch's runs of LBFGS, Adafactor and Muon, from a specification in a file to the JSON that comes
/// out.
@Suite struct MinimizeSolverGoldenTests {
  static func cases(_ file: String) -> [JSON] {
    guard
      let file = Bundle.module.url(
        forResource: file, withExtension: "json", subdirectory: "Fixtures"),
      let data = try? Data(contentsOf: file), let document = try? JSONReader.read(Array(data)),
      case .array(let cases) = document["cases"]
    else { return [] }
    return cases
  }

  static let solvers = cases("solvers")

  static let matrixRules = cases("matrix-rules")

  @Test func allCasesAreThere() {
    #expect(Self.solvers.count == 8)
    #expect(Self.matrixRules.count == 8)
  }

  /// A step of LBFGS is up to 20 iterations; its loss is that of the first evaluation.
  @Test(arguments: solvers.indices) func lbfgsFollowsTorch(_ index: Int) throws {
    try follow(Self.solvers[index])
  }

  @Test(arguments: matrixRules.indices) func matrixRulesFollowTorch(_ index: Int) throws {
    try follow(Self.matrixRules[index])
  }

  @Test func muonObjectsToAVector() throws {
    let result = descent("minimize", "w0^2 + w1^2", "--optimizer", "muon")
    #expect(result.code == 64)
    #expect(result.errorLines.count == 1)
    #expect(result.error.contains("Muon moves matrices, expected 2 axes, got shape [2]"))
    let folder = try TemporaryFolder()
    let rows = (1...20).map { "\($0),\($0 * 7 % 5).5" }.joined(separator: "\n")
    let training = descent(
      "train", try folder.file("data.csv", "x,y\n\(rows)\n"), "--target", "y", "--optimizer",
      "muon", "--out", folder.path + "/run")
    #expect(training.code == 64)
    #expect(training.error.contains("bias: Muon moves matrices"))
  }

  /// Torch stops with an index that is out of range.
  @Test func notFiniteIsSaidAndIsNoFailure() throws {
    let result = descent(
      "minimize", "50*log(w0)+w0^2", "--start", "3", "--optimizer", "lbfgs", "-O",
      "line_search_fn=strong_wolfe", "--json")
    #expect(result.code == 0)
    #expect(result.errorLines.count == 2)
    #expect(result.errorLines.first?.contains("the value is no longer finite") == true)
    #expect(result.errorLines.last?.hasPrefix("LBFGS: the value is not finite") == true)
    #expect(try result.json["optimizer"] == "LBFGS")
  }

  @Test func newtonIsThereByName() throws {
    let document = try descent(
      "minimize", "--function", "rosenbrock", "--optimizer", "newton-cg", "--steps", "60", "--json"
    ).json
    #expect(document["optimizer"] == "NewtonCG")
    #expect((document["final"]?["loss"]?.double ?? 1) < 1e-29)
    let again = try descent(
      "minimize", "--function", "beale", "--optimizer", "l-bfgs", "-O", "lineSearch=strong_wolfe",
      "--steps", "5", "--json"
    ).json
    #expect(again["optimizer"] == "LBFGS")
    #expect(again["options"]?["line_search_fn"] == "strong_wolfe")
    #expect((again["final"]?["loss"]?.double ?? 1) < 1e-10)
  }

  /// The last point within the case's tolerance, which is 30 times what rounding does to it, and
  /// losses within that of the greatest; the first three within a few roundings.
  private func follow(_ given: JSON) throws {
    let folder = try TemporaryFolder()
    let result = descent("minimize", "--spec", try folder.file("case.json", given.text), "--json")
    #expect(result.code == 0)
    #expect(result.error.isEmpty)
    let document = try result.json
    guard case .array(let trace) = document["trace"], case .array(let rows) = given["trace"] else {
      Issue.record("no trace")
      return
    }
    #expect(.integer(trace.count) == given["steps"])
    #expect(document["optimizer"] == given["optimizer"])
    let tolerance = rows.last?["tol"]?.double ?? 0
    var greatest = 0.0
    for row in rows {
      guard case .integer(let step) = row["step"], let loss = row["loss"]?.double,
        let ourLoss = trace[step - 1]["loss"]?.double
      else {
        Issue.record("row \(row.line)")
        continue
      }
      greatest = max(greatest, loss)
      let rounding = (given["dtype"] == "float64" ? 1e-8 : 1e-6) * loss
      let bound = step <= 3 ? rounding : max(tolerance * greatest, rounding)
      #expect(
        abs(ourLoss - loss) <= bound,
        "loss of step \(step): \(ourLoss) and \(loss)")
    }
    let (ours, torch) = (numbers(trace.last?["w"]), numbers(rows.last?["w"]))
    let scale = torch.map(\.magnitude).max() ?? 1
    let error = zip(ours, torch).map { abs($0 - $1) }.max() ?? .nan
    #expect(ours.count == torch.count)
    #expect(error / scale <= tolerance, "w after the last step")
  }

  private func numbers(_ json: JSON?) -> [Double] {
    guard case .array(let items) = json else { return [] }
    return items.compactMap(\.double)
  }
}
