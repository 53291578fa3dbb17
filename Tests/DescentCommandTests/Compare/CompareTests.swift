import Foundation
import Testing

@testable import DescentCommand

@Suite struct CompareTests {
  private func items(_ json: JSON?) -> [JSON] {
    if case .array(let items) = json { items } else { [] }
  }

  /// SGD on w₀² shrinks w by 1 − 2α an update: 0.8ᵏ and 0.5ᵏ.
  @Test func stepsToTheTargetByHand() throws {
    let result = descent(
      "compare", "w0^2", "--start", "1", "--run", "sgd lr=0.1", "--run", " SGD  lr=0.25 ",
      "--seeds", "3", "--spread", "0", "--steps", "40", "--target", "0.01", "--json")
    #expect(result.code == 0)
    let document = try result.json
    #expect(document["problem"] == "w0^2")
    #expect(items(document["starts"]) == [[1.0], [1.0], [1.0]])
    let runs = items(document["runs"])
    #expect(runs.count == 2)
    // 0.64ᵏ ≤ 0.01 from k = 11 on, 0.25ᵏ from k = 4 on.
    #expect(runs.map { $0["median_steps_to_target"]?.double } == [11, 4])
    #expect(items(runs[0]["steps_to_target"]) == [11, 11, 11])
    #expect(runs[1]["label"] == "SGD lr=0.25")
    #expect(runs[1]["options"]?["lr"]?.double == 0.25)
    let median = runs[1]["median"]?.double ?? .nan
    #expect(abs(median / pow(0.25, 40) - 1) < 1e-12)
  }

  @Test func sameSeedSameStarts() throws {
    func starts(_ seed: String, _ more: String...) throws -> [JSON] {
      items(
        try descent(
          ["compare", "--function", "booth", "--run", "adam", "--steps", "2", "--seed", seed]
            + ["--json"] + more
        ).json["starts"])
    }
    #expect(try starts("1") == starts("1"))
    #expect(try starts("1") != starts("2"))
    #expect(try starts("1")[0] == starts("2", "--anywhere")[0])
    #expect(try starts("1").count == 10)
    let near = try starts("1", "--spread", "0.5")
    let first = items(near[0]).compactMap(\.double)
    for start in near {
      let point = items(start).compactMap(\.double)
      #expect(zip(point, first).allSatisfy { abs($0 - $1) <= 0.5 })
    }
  }

  @Test func divergenceIsCounted() throws {
    let document = try descent(
      "compare", "w0^4", "--start", "3", "--run", "sgd lr=10", "--seeds", "2", "--target", "1",
      "--steps", "50", "--json"
    ).json
    let run = items(document["runs"]).first
    #expect(run?["diverged"] == 2)
    #expect(run?["best"] == "inf")
    #expect(run?["median_steps_to_target"] == "inf")
    #expect(items(run?["steps_to_target"]) == [nil, nil])
  }

  @Test func tableAndRace() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/race.svg"
    let result = descent(
      "compare", "--function", "pathological", "--run", "adam lr=0.3", "--run",
      "sgd lr=1 momentum=0.9", "--steps", "30", "--seeds", "2", "--plot", file)
    #expect(result.code == 0)
    #expect(result.output.contains("adam lr=0.3"))
    #expect(result.output.contains("updates to target"))
    let svg = try String(contentsOfFile: file, encoding: .utf8)
    #expect(svg.contains(">w0<") && svg.contains(">w1<") && svg.contains(">updates<"))
    #expect(!svg.contains("<script"))
    // Two ways and two curves, each a line that grows and a symbol that moves.
    #expect(svg.components(separatedBy: "<animate ").count == 5)
    #expect(svg.components(separatedBy: "<animateTransform ").count == 5)
    // A frame before the first update, one for each, and those in which the last one rests.
    let values = svg.components(separatedBy: " values=\"").dropFirst()
      .map { ($0.components(separatedBy: "\"").first ?? "").components(separatedBy: ";") }
    #expect(Set(values.map(\.count)).count == 1)
    #expect(values.allSatisfy { Set($0.dropFirst(30)).count == 1 })
    #expect(values.allSatisfy { $0[0] != $0[30] })
  }

  @Test(arguments: [
    (["--run", "adm"], "Adam"), (["--run", "adam lr"], "adam lr"),
    (["--run", "adam lr=-1"], "lr"), (["--run", "adam", "--run", " adam"], "twice"),
    (["--run", ""], "--run"), ([], "--run"), (["--run", "adam", "--seeds", "0"], "--seeds"),
    (["--run", "adam", "--steps", "0"], "--steps"),
    (["--run", "adam", "--target", "nan"], "--target"),
    (["--run", "adam", "--spread", "-1"], "--spread"),
    (["--run", "adam", "--spread", "1", "--anywhere"], "--anywhere"),
    (["--run", "adam", "w0"], "both"),
  ])
  func refusals(_ arguments: [String], _ word: String) {
    let result = descent(["compare", "--function", "booth"] + arguments)
    #expect(result.code == 64)
    #expect(result.errorLines.count == 1)
    #expect(result.error.contains(word), "\(result.error)")
    #expect(result.output.isEmpty)
  }

  // MARK: Training runs

  private let training = [
    "compare", "data.csv", "--target", "y", "--run", "adam lr=0.01", "--run", "sgd lr=0.01",
    "--hidden", "8", "--epochs", "4", "--batch-size", "16", "--dropout", "0",
  ]

  /// Runs `descent` beside a small table, and gives what the folder holds afterwards.
  private func run(
    _ arguments: [String]
  ) throws -> (result: CommandResult, folder: TemporaryFolder) {
    let folder = try TemporaryFolder()
    _ = try folder.file("data.csv", TrainFixtures.regression)
    let there = arguments.map {
      ["data.csv", "race.svg"].contains($0) ? "\(folder.path)/\($0)" : $0
    }
    return (descent(there), folder)
  }

  @Test func trainingRunsAreThoseOfTrain() throws {
    let (result, folder) = try run(training + ["--seeds", "3", "--seed", "7", "--json"])
    #expect(result.code == 0)
    let document = try result.json
    #expect(document["seeds"] == 3 && document["epochs"] == 4 && document["first_seed"] == 7)
    #expect(document["loss"] == "mean squared error, standardized")
    let runs = items(document["runs"])
    #expect(runs.map { $0["label"] } == ["adam lr=0.01", "sgd lr=0.01"])
    // The same run by itself has the same lowest validation loss.
    let single = descent(
      "train", folder.path + "/data.csv", "--target", "y", "--optimizer", "adam", "--lr", "0.01",
      "--hidden", "8", "--epochs", "4", "--batch-size", "16", "--dropout", "0", "--seed", "8",
      "--out", folder.path + "/run", "--json")
    #expect(single.code == 0)
    let metrics = try String(contentsOfFile: folder.path + "/run/metrics.csv", encoding: .utf8)
    let lines = metrics.split(separator: "\n").map { $0.split(separator: ",") }
    let column = lines[0].firstIndex { $0.contains("validation_loss") } ?? 0
    let least = lines.dropFirst().compactMap { Double($0[column]) }.min() ?? .nan
    let ends = items(runs[0]["final"]).compactMap(\.double)
    #expect(ends.count == 3 && abs(ends[1] / least - 1) < 1e-6)
    #expect(runs[0]["best"]?.double == ends.min())
    #expect(runs[0]["median"]?.double == ends.sorted()[1])
    // The target that nobody gave is one that each reaches with most seeds.
    let target = document["target"]?.double ?? .nan
    for run in runs {
      #expect((run["reached"]?.double ?? 0) >= 2)
      let steps = run["median_steps_to_target"]?.double ?? .infinity
      #expect(steps.isFinite)
      #expect((run["median"]?.double ?? .nan) <= target)
    }
  }

  @Test func twoSeedsBothReachTheUsualTarget() throws {
    let document = try run(training + ["--seeds", "2", "--json"]).result.json
    let updates = items(document["runs"]).compactMap { $0["median_steps_to_target"]?.double }
    #expect(updates.count == 2 && updates.allSatisfy { $0.isFinite && $0 > 0 })
  }

  @Test func trainingRace() throws {
    let (result, folder) = try run(
      training + ["--seeds", "2", "--schedule", "cosine", "--reach", "1e-9", "--plot", "race.svg"])
    #expect(result.code == 0)
    #expect(result.output.contains("updates to target"))
    #expect(result.output.contains("0 of 2"))
    #expect(result.output.contains("y of "))
    let svg = try String(contentsOfFile: folder.path + "/race.svg", encoding: .utf8)
    for text in [
      "validation loss: mean squared error, standardized", "RMSE of y on the validation rows",
      "updates", "one epoch a frame", "<animate",
    ] {
      #expect(svg.contains(text), "\(text)")
    }
  }

  @Test func trainingErrors() throws {
    for (arguments, message) in [
      (
        ["--steps", "5"], "--steps: expected a function, got a training run; --epochs says how long"
      ),
      (["--start", "1"], "--start: expected a function, got a training run"),
      (["--run", "sgd momentun=1"], "--run 'sgd momentun=1': "),
      (["--validation", "0"], "--validation: expected a share above 0 to compare by, got 0"),
      (["--reach", "nan"], "--reach: expected a finite number, got nan"),
    ] {
      let result = try run(training + arguments).result
      #expect(result.code == 64)
      #expect(result.error.contains(message), "\(result.error)")
    }
    let function = descent("compare", "w0^2", "--run", "sgd", "--epochs", "3")
    #expect(function.code == 64)
    #expect(
      function.error.contains("--epochs: expected a CSV file to train on, got a function"))
  }

  @Test func functionsTakeASchedule() throws {
    // w ← w (1 − 2 α): at a rate of ½ · 0.5ᵏ the first update ends it.
    let document = try descent(
      "compare", "w0^2", "--start", "1", "--run", "sgd lr=0.25", "--steps", "3", "--seeds", "1",
      "--schedule", "exponential:0.5", "--json"
    ).json
    let end = items(items(document["runs"])[0]["final"]).first?.double ?? .nan
    #expect(abs(end - pow(0.5 * 0.75 * 0.875, 2)) < 1e-15)
  }
}
