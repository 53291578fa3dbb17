import Foundation
import Synchronization
import Testing

@testable import DescentCommand

@Suite struct MinimizeTests {
  private func numbers(_ json: JSON?) -> [Double] {
    guard case .array(let items) = json else { return [] }
    return items.compactMap(\.double)
  }

  /// One step of gradient descent, by hand: w − 0.1 (2 w0, 6 w1).
  @Test func oneStepByHand() throws {
    let result = descent(
      "minimize", "w0^2 + 3*w1^2", "--start", "-1.5,2", "--optimizer", "sgd", "--lr", "0.1",
      "--steps", "1", "--json")
    #expect(result.code == 0)
    #expect(result.error.isEmpty)
    let document = try result.json
    guard case .array(let trace) = document["trace"] else { return }
    #expect(trace.count == 1)
    #expect(trace[0]["step"] == 1)
    #expect(trace[0]["loss"]?.double == 14.25)
    #expect(trace[0]["lr"]?.double == 0.1)
    let next: [Double] = [-1.5 + 0.1 * 3, 2 - 0.1 * 12]
    #expect(numbers(trace[0]["w"]) == next)
    #expect(document["problem"] == "w0^2 + 3*w1^2")
    let (a, b) = (-1.2, 2 - 0.1 * 12)
    #expect(abs((document["final"]?["loss"]?.double ?? 0) - (a * a + 3 * b * b)) < 1e-15)
    let norm = hypot(2 * a, 6 * b)
    #expect(abs((document["final"]?["gradient_norm"]?.double ?? 0) - norm) < 1e-14)
    #expect(document["final"]?["evaluations"] == 2)
  }

  @Test func flagsSayWhatAFileSays() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file(
      "case.json",
      #"""
      {"optimizer": "AdamW", "problem": "rosenbrock", "steps": 30, "dtype": "float32",
       "options": {"lr": 0.02, "betas": [0.8, 0.95], "amsgrad": true, "weight_decay": 0.1}}
      """#)
    let first = try descent("minimize", "--spec", file, "--json").json
    let second = try descent(
      "minimize", "--function", "Rosenbrock", "--optimizer", "adamw", "--lr", "0.02", "-O",
      "betas=0.8,0.95", "-O", "amsgrad=true", "-O", "weightDecay=0.1", "--steps", "30", "--dtype",
      "float32", "--json"
    ).json
    #expect(first["trace"] == second["trace"])
    #expect(first["options"] == second["options"])
    #expect(first["options"]?["weight_decay"]?.double == 0.1)
    #expect(first["dtype"] == "float32")
    // An option beside the file takes the place of what the file says.
    let third = try descent(
      "minimize", "--spec", file, "--lr", "0.5", "-O", "weightDecay=0.3", "--steps", "2",
      "--json"
    ).json
    #expect(third["options"]?["lr"]?.double == 0.5)
    #expect(third["options"]?["weight_decay"]?.double == 0.3)
    #expect(third["options"]?["amsgrad"] == true)
    guard case .array(let trace) = third["trace"] else { return }
    #expect(trace.count == 2)
  }

  @Test func numbersAreOfTheTypeThatWasAskedFor() throws {
    func points(_ dtype: String) throws -> [Double] {
      let document = try descent(
        "minimize", "--function", "booth", "--steps", "9", "--dtype", dtype, "--json"
      ).json
      guard case .array(let trace) = document["trace"] else { return [] }
      return trace.flatMap { numbers($0["w"]) }
    }
    #expect(try points("float32").allSatisfy { $0 == Double(Float($0)) })
    #expect(try points("float64").contains { $0 != Double(Float($0)) })
  }

  @Test func recordsWhatIsAsked() throws {
    func steps(_ record: String) throws -> [JSON?] {
      let document = try descent(
        "minimize", "--function", "booth", "--steps", "25", "--record", record, "--json"
      ).json
      guard case .array(let trace) = document["trace"] else { return [] }
      return trace.map { $0["step"] }
    }
    #expect(try steps("1").count == 25)
    #expect(try steps("10") == [10, 20, 25])
    #expect(try steps("last") == [25])
    #expect(try steps("100") == [25])
  }

  @Test func divergenceIsSaidAndIsNoFailure() throws {
    let result = descent(
      "minimize", "w0^4", "--start", "-3", "--optimizer", "sgd", "--lr", "1", "--json")
    #expect(result.code == 0)
    #expect(result.error == "diverged: at step 6 of 1000 the value is no longer finite\n")
    let document = try result.json
    #expect(document["final"]?["loss"] == "inf")
    guard case .array(let trace) = document["trace"] else { return }
    #expect(trace.count == 6)
    #expect(trace[5]["loss"] == "inf")
    let words = descent("minimize", "w0^4", "--start", "-3", "--optimizer", "sgd", "--lr", "1")
    #expect(words.output.contains("Diverged: the value was no longer finite at step 6"))
  }

  @Test func interruptionFinishesTheStepAndSaysSo() throws {
    let counter = Counter()
    let result = descent(
      ["minimize", "--function", "booth", "--json"], isInterrupted: { counter.next() == 5 })
    #expect(result.code == 130)
    #expect(result.errorLines.last == "descent: interrupted after 5 of 1000 steps")
    guard case .array(let trace) = try result.json["trace"] else { return }
    #expect(trace.count == 5)
  }

  private final class Counter: Sendable {
    let count = Atomic<Int>(0)
    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
  }

  @Test func formulasMayBeginWithAMinus() throws {
    let document = try descent("minimize", "-w0 + w0^2", "--steps", "1", "--json").json
    #expect(document["problem"] == "-w0 + w0^2")
  }

  @Test func noteAboutTheStartStaysOffStandardOutput() throws {
    let result = descent("minimize", "w0^2 + w1^2", "--steps", "1", "--json")
    #expect(result.error == "starting from (1, 1); --start chooses\n")
    _ = try result.json
  }

  @Test func tableEndsInASentence() {
    let settled = descent("minimize", "--function", "booth", "--lr", "0.3")
    #expect(settled.output.contains("Settled: the gradient norm is"))
    #expect(settled.output.contains("from the minimum (1, 3)"))
    let going = descent("minimize", "--function", "booth", "--lr", "0.001", "--steps", "100")
    #expect(going.output.contains("Still going down: the last 10 steps took off"))
    // The curvatures of this bowl are 2 and 18.
    let limit = descent(
      "minimize", "--function", "booth", "--optimizer", "sgd", "--lr", "0.1", "-O", "momentum=0.5")
    #expect(limit.output.contains("The greatest curvature there is 18"))
    #expect(limit.output.contains("with lr above 0.1667,"))
    #expect(limit.output.split(separator: "\n").count < 22)
  }

  @Test func picturesAreWritten() throws {
    let folder = try TemporaryFolder()
    let plane = folder.path + "/plane.svg"
    #expect(
      descent("minimize", "--function", "himmelblau", "--steps", "20", "--plot", plane).code == 0)
    let svg = try String(contentsOfFile: plane, encoding: .utf8)
    #expect(svg.hasPrefix("<svg"))
    for word in ["minima", "Adam", "loss"] { #expect(svg.contains(">\(word)<"), "\(word)") }
    #expect(!svg.contains("average"))
    let curve = folder.path + "/curve.svg"
    let result = descent("minimize", "w0^2", "--start", "1", "--steps", "20", "--plot", curve)
    #expect(result.code == 0)
    #expect(result.error.contains("contours need 2 variables, this function has 1"))
    #expect(try String(contentsOfFile: curve, encoding: .utf8).contains("updates"))
    // A way that leaves the picture, and one that leaves the numbers.
    let wild = folder.path + "/wild.svg"
    #expect(
      descent(
        "minimize", "--function", "rosenbrock", "--optimizer", "sgd", "--lr", "1", "--plot", wild
      ).code == 0)
    #expect(!(try String(contentsOfFile: wild, encoding: .utf8)).contains("nan"))
  }

  @Test func lossesThatReachZeroAreLogarithmic() {
    #expect(MinimizePlot.spansDecades([12, 1, 1e-20, 0, 1e-9]))
    #expect(!MinimizePlot.spansDecades([12, 1, -1e-20]))
    #expect(!MinimizePlot.spansDecades([12, 1]))
    #expect(!MinimizePlot.spansDecades([0, 0]))
    #expect(!MinimizePlot.spansDecades([]))
  }

  @Test func averagesAreDrawnBesideTheSteps() throws {
    let folder = try TemporaryFolder()
    let picture = folder.path + "/average.svg"
    #expect(
      descent(
        "minimize", "--function", "booth", "--optimizer", "ScheduleFreeSGD", "--lr", "0.05",
        "--steps", "50", "--plot", picture
      ).code == 0)
    let svg = try String(contentsOfFile: picture, encoding: .utf8)
    for word in ["its average", "where it steps", "of the average"] {
      #expect(svg.contains(">\(word)<"), "\(word)")
    }
  }

  @Test func noStepsIsTheStart() throws {
    let document = try descent("minimize", "--function", "saddle", "--steps", "0", "--json").json
    #expect(numbers(document["final"]?["w"]) == [1, 0.001])
    #expect(document["trace"] == [])
  }
}
