import Foundation
import Testing

@testable import DescentCommand

/// `descent schedule`, and `--schedule` where there is a run.
@Suite struct ScheduleCommandTests {
  static let cases: [JSON] = {
    guard
      let file = Bundle.module.url(
        forResource: "schedules", withExtension: "json", subdirectory: "Fixtures"),
      let data = try? Data(contentsOf: file), let document = try? JSONReader.read(Array(data)),
      case .array(let cases) = document
    else { return [] }
    return cases
  }()

  private static func numbers(_ json: JSON?) -> [Double]? {
    guard case .array(let items)? = json else { return nil }
    return items.map { $0.double ?? .nan }
  }

  @Test func allCasesAreThere() { #expect(Self.cases.count == 6) }

  @Test(arguments: cases.indices) func followsTorch(_ index: Int) throws {
    let given = Self.cases[index]
    guard case .object(let members) = given else { return }
    let kept = members.filter { !["steps", "lr", "momentum"].contains($0.name) }
    let folder = try TemporaryFolder()
    let result = descent(
      "schedule", "--spec", try folder.file("case.json", JSON.object(kept).text), "--json")
    #expect(result.code == 0)
    let document = try result.json
    let steps = try #require(Self.numbers(given["steps"])).map { Int($0) }
    for name in ["lr", "momentum"] {
      guard let expected = Self.numbers(given[name]) else { continue }
      let values = try #require(Self.numbers(document[name]))
      #expect(values.count == 200)
      for (step, value) in zip(steps, expected) {
        #expect(abs(values[step] - value) <= 1e-9 * abs(value), "\(name) of step \(step)")
      }
    }
    // Torch's own momentum stays where no schedule moves it.
    if given["momentum"] == nil, let usual = given["base_momentum"]?.double {
      #expect(Self.numbers(document["momentum"]) == [Double](repeating: usual, count: 200))
    }
  }

  @Test func aMetricThatIsNoNumberIsSaid() throws {
    let folder = try TemporaryFolder()
    let metric = ["1"] + [String](repeating: "\"nan\"", count: 10) + ["0.5"]
    let file = try folder.file(
      "case.json",
      """
      {"schedule": "ReduceLROnPlateau", "options": {"patience": 1}, "base_lr": 0.05,
       "metric": [\(metric.joined(separator: ", "))]}
      """)
    let result = descent("schedule", "--spec", file, "--json")
    #expect(result.code == 0)
    #expect(Self.numbers(try result.json["lr"]) == [Double](repeating: 0.05, count: 12))
    #expect(result.errorLines == ["note: 10 metrics are not finite and were ignored"])
  }

  @Test func saysWhatDoesNotFit() throws {
    let result = descent("schedule", "multistep:0,30,600,gamma=0.5", "--steps", "300", "--json")
    #expect(result.code == 0)
    #expect(
      result.errorLines == [
        "note: the cut by 0.5 happens at step 0 already: the value before it is never used",
        "note: the cut by 0.5 at step 600 never happens: the run has 300 steps",
      ])
    let rates = try #require(Self.numbers(try result.json["lr"]))
    #expect(rates.count == 300)
    #expect([rates[0], rates[29], rates[30]] == [0.05, 0.05, 0.025])
    #expect(try result.json["momentum"] == .null)
  }

  @Test func printsATable() {
    let result = descent("schedule", "cosine", "--steps", "100", "--lr", "1")
    #expect(result.code == 0)
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "cosine from 1 to 0 over 100 steps")
    #expect(lines[2].first == "█" && lines[2].last == "▁")
    #expect(lines.contains("  50         0.5"))
    #expect(lines.contains { $0.hasPrefix("  99  ") })
  }

  @Test func drawsAPicture() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/rate.svg"
    let result = descent("schedule", "onecycle", "--plot", file)
    #expect(result.code == 0)
    let svg = try String(contentsOfFile: file, encoding: .utf8)
    #expect(svg.contains("learning rate") && svg.contains("momentum"))
    #expect(descent("schedule", "cosine", "--plot", "/nowhere/rate.svg").code == 73)
  }

  private static let wrong: [([String], Int32, String)] = [
    (["csine"], 64, "descent: SPEC: there is no schedule \"csine\"; did you mean cosine?"),
    ([], 64, "descent: expected SPEC or --spec FILE, got none"),
    (["cosine", "--spec", "x"], 64, "descent: expected one of SPEC and --spec, got both"),
    (
      ["cosine", "--steps", "0"], 64,
      "descent: --steps: expected a number from 1 to 10000000, got 0"
    ),
    (
      ["cosine", "--lr", "-1"], 64,
      "descent: --lr: expected a finite number of at least 0, got -1.0"
    ),
    (["--spec", "/nowhere.json"], 66, "descent: /nowhere.json: no such file"),
    (["plateau"], 64, "descent: SPEC: plateau follows a metric; give one with --spec FILE"),
  ]

  @Test(arguments: wrong)
  func saysWhatIsWrong(_ arguments: [String], _ code: Int32, _ message: String) {
    let result = descent(["schedule"] + arguments)
    #expect(result.code == code)
    #expect(result.output.isEmpty)
    #expect(result.errorLines == [message])
  }

  private static let wrongFiles: [(String, String)] = [
    ("[]", "expected a JSON object with a schedule, got []"),
    ("{\"cases\": []}", "expected one case, got a file of cases"),
    ("{\"shedule\": 1}", "unknown member \"shedule\"; did you mean 'schedule'?"),
    ("{}", "\"schedule\": expected a name, got nothing"),
    ("{\"schedule\": \"StepLR\"}", "StepLR needs step_size, a whole number of at least 1"),
    (
      "{\"schedule\": \"StepLR\", \"options\": 3}",
      "StepLR: expected an object of options, got 3"
    ),
    (
      "{\"schedule\": \"StepLR\", \"options\": {\"step_size\": {}}}",
      "StepLR: step_size: expected a number, a list of numbers, a text, true or false, got {}"
    ),
    (
      "{\"schedule\": \"REX\", \"base_lr\": -1}",
      "\"base_lr\": expected a finite number of at least 0, got -1"
    ),
    (
      "{\"schedule\": \"REX\", \"steps\": 1.5}",
      "\"steps\": expected a whole number from 1 to 10000000, got 1.5"
    ),
    (
      "{\"schedule\": \"SequentialLR\", \"options\": {\"schedulers\": [3]}}",
      "SequentialLR: schedulers: expected [name, options], got 3"
    ),
    (
      "{\"schedule\": \"plateau\", \"metric\": [1, true]}",
      "\"metric\": expected a list of numbers, got [1, true]"
    ),
    (
      "{\"schedule\": \"plateau\", \"metric\": [1], \"steps\": 9}",
      "expected a metric for each of 9 steps, got 1"
    ),
  ]

  @Test(arguments: wrongFiles) func saysWhatIsWrongInAFile(_ text: String, _ message: String) throws
  {
    let folder = try TemporaryFolder()
    let file = try folder.file("case.json", text)
    let result = descent("schedule", "--spec", file)
    #expect(result.code == 65)
    #expect(result.errorLines == ["descent: \(file): \(message)"])
  }

  // MARK: Runs

  @Test func minimizesBySchedule() throws {
    let result = descent(
      "minimize", "w0^2", "--start", "1", "--optimizer", "sgd", "--lr", "0.25", "--schedule",
      "step:1,gamma=0.5", "--steps", "3", "--json")
    #expect(result.code == 0)
    #expect(result.error.isEmpty)
    guard case .array(let trace)? = try result.json["trace"] else { return }
    // w (1 − 2 α) for α = 1/4, 1/8, 1/16.
    #expect(trace.map { $0["lr"]?.double } == [0.25, 0.125, 0.0625])
    #expect(trace.map { Self.numbers($0["w"]) } == [[0.5], [0.375], [0.328125]])
    let late = descent("minimize", "w0^2", "--schedule", "step:9", "--steps", "5")
    #expect(late.error.contains("note: --schedule: the first cut by 0.1 at step 9 never happens"))
    #expect(descent("minimize", "w0^2", "--schedule", "stpe").code == 64)
  }

  @Test func minimizesByPlateauAndCycle() throws {
    let plateau = descent(
      "minimize", "w0^2", "--start", "1", "--optimizer", "sgd", "--lr", "0.25", "--schedule",
      "plateau:0.5,patience=0,threshold=1", "--steps", "4", "--json")
    guard case .array(let trace)? = try plateau.json["trace"] else { return }
    #expect(trace.map { $0["lr"]?.double } == [0.25, 0.25, 0.125, 0.0625])
    // With β₁ moved against the rate the way is another.
    func way(_ schedule: String) throws -> JSON? {
      try descent(
        "minimize", "w0^2", "--start", "1", "--schedule", schedule, "--steps", "9", "--json"
      ).json["final"]
    }
    #expect(try way("onecycle") != way("onecycle:cycle_momentum=false,max_lr=0.001"))
  }

  @Test func trainsByScheduleAndAgainFromItsFile() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<60).map { "\($0 % 7),\($0 % 5),\(Double($0 % 7) * 0.5 - Double($0 % 5))" }
    let data = try folder.file("data.csv", (["a,b,y"] + rows).joined(separator: "\n") + "\n")
    func train(_ more: String..., out: String) throws -> String {
      let result = descent(
        ["train"] + more + ["--out", folder.path + "/" + out, "--json"])
      #expect(result.code == 0, "\(result.error)")
      return try String(contentsOfFile: folder.path + "/\(out)/metrics.csv", encoding: .utf8)
    }
    let start = [data, "--target", "y", "--epochs", "3", "--hidden", "4"]
    func begin(_ schedule: String?, out: String) throws -> String {
      let all = start + (schedule.map { ["--schedule", $0] } ?? [])
      let result = descent(["train"] + all + ["--out", folder.path + "/" + out, "--json"])
      #expect(result.code == 0, "\(result.error)")
      return try String(contentsOfFile: folder.path + "/\(out)/metrics.csv", encoding: .utf8)
    }
    let plain = try begin(nil, out: "plain")
    for (i, schedule) in [
      "linear:0.1,total_iters=2 @2 cosine", "plateau:0.1,patience=0,threshold=1",
    ]
    .enumerated() {
      let metrics = try begin(schedule, out: "a\(i)")
      #expect(metrics != plain)
      let again = try train("--config", folder.path + "/a\(i)/config.yaml", out: "b\(i)")
      #expect(again == metrics)
    }
    let wrong = try folder.file("wrong.yaml", "data: \(data)\ntarget: y\nschedule: cosine:Tmx=3\n")
    let result = descent("train", "--config", wrong)
    #expect(result.code == 65)
    #expect(
      result.errorLines == [
        "descent: \(wrong), line 3, schedule: CosineAnnealingLR has no option \"Tmx\"; did you mean T_max?"
      ])
  }
}
