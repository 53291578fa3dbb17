import Foundation
import Testing

@testable import DescentCommand

@Suite struct MinimizeErrorTests {
  /// Arguments, exit code, a part of the message.
  static let usage: [(arguments: [String], part: String)] = [
    ([], "expected EXPRESSION, --function NAME or --spec FILE"),
    (["w0 +"], "the formula, column 5"),
    ([String(repeating: "(", count: 10_000)], "nested more than 200 deep"),
    (["w0", "--function", "booth"], "got both"),
    (["w0^2", "--start", "1,2"], "--start: expected 1 number for w0^2, got 2"),
    (["--function", "rosenbrock", "--start", "-1"], "expected 2 numbers for rosenbrock, got 1"),
    (["--function", "factorize", "--start", "1,2"], "row by row of [6, 3], got 2"),
    (["w0^2", "--start", "1,,2"], "expected numbers between commas, got ''"),
    (["w0^2", "--start", "nan"], "expected finite numbers"),
    (["--function", "rosenbrok"], "did you mean 'rosenbrock'?"),
    (["--function", "zzz"], "known: quadratic"),
    (["w0^2", "--optimizer", "admw"], "did you mean AdamW?"),
    (["w0^2", "-O", "weight_deacy=0.1"], "did you mean weight_decay?"),
    (["w0^2", "-O", "betas=1.5,0.9"], "Adam: betas must be"),
    (["w0^2", "-O", "eps=-1"], "Adam: eps must be"),
    (["w0^2", "-O", "betas"], "-O: expected name=value, got 'betas'"),
    (["w0^2", "-O", "eps=1", "-O", "eps=2"], "given twice"),
    (["w0^2", "-O", "lr=1", "--lr", "2"], "the same option"),
    (["w0^2", "-O", "learningRate=1", "--lr", "2"], "the same option"),
    (["w0^2", "-O", "weight_decay=1", "-O", "weightDecay=2"], "-O weightDecay: given twice"),
    (["w0^2", "--lr", "-1"], "Adam: lr must be a finite number of at least 0, not -1.0"),
    (["w0^2", "--lr", "nan"], "lr must be"),
    (["w0^2", "--lr", "fast"], "'fast'"),
    (["w0^2", "--lr"], "--lr"),
    (["w0^2", "--steps", "-5"], "--steps: expected a number from 0 to"),
    (["w0^2", "--steps", "3000000", "--json"], "too many for one document"),
    (["w0^2", "--record", "0"], "--record: expected a number of at least 1, or last"),
    (["w0^2", "--dtype", "int32"], "--dtype: expected float32 or float64, got 'int32'"),
    (["w0^2", "--threads", "0"], "--threads"),
    (["w0^2", "w1"], "Unexpected argument 'w1'"),
    (["--frobnicate"], "--frobnicate"),
  ]

  @Test(arguments: usage.indices) func wrongUsageIs64(_ index: Int) {
    let (arguments, part) = Self.usage[index]
    expect(arguments, code: 64, part)
  }

  @Test(arguments: [
    ("{bad", "case.json:1:2: expected a name in quotes, got 'b'"),
    ("[1, 2]", "expected a JSON object with a run"),
    (#"{"cases": []}"#, "expected one case, got a file of cases"),
    (#"{"optimizer": "adam"}"#, "\"problem\": expected a function's name, got nothing"),
    (#"{"problem": "booth"}"#, "\"optimizer\": expected a name, got nothing"),
    (#"{"problem": "boot", "optimizer": "adam"}"#, "did you mean 'booth'?"),
    (#"{"expression": "w0+", "optimizer": "adam"}"#, "the formula, column 4"),
    (#"{"problem": "booth", "expression": "w0", "optimizer": "adam"}"#, "got both"),
    (#"{"problem": "booth", "optimizer": 3}"#, "\"optimizer\": expected a text, got 3"),
    (#"{"problem": "booth", "optimizer": "adm"}"#, "did you mean Adam?"),
    (#"{"problem": "booth", "optimizer": "adam", "options": {"lr": -1}}"#, "lr must be"),
    (#"{"problem": "booth", "optimizer": "adam", "options": {"lr": {}}}"#, "\"lr\": expected"),
    (#"{"problem": "booth", "optimizer": "adam", "options": 3}"#, "\"options\": expected"),
    (#"{"problem": "booth", "optimizer": "adam", "steps": "ten"}"#, "got \"ten\""),
    (#"{"problem": "booth", "optimizer": "adam", "steps": 1.5}"#, "expected a whole number"),
    (#"{"problem": "booth", "optimizer": "adam", "start": [1]}"#, "expected 2 numbers for booth"),
    (#"{"problem": "booth", "optimizer": "adam", "start": [1, "x"]}"#, "a list of numbers"),
    (#"{"problem": "booth", "optimizer": "adam", "shape": [3]}"#, "booth has shape [2], got [3]"),
    (#"{"problem": "booth", "optimizer": "adam", "dtype": "bf16"}"#, "got 'bf16'"),
    (#"{"problem": "booth", "optimizer": "adam", "stepz": 3}"#, "did you mean 'steps'?"),
  ])
  func badSpecificationsAre65(_ text: String, part: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("case.json", text)
    expect(["--spec", file], code: 65, part)
    expect(["--spec", file], code: 65, "case.json")
  }

  @Test func missingSpecificationIs66() throws {
    let folder = try TemporaryFolder()
    expect(["--spec", folder.path + "/none.json"], code: 66, "no such file")
    expect(["--spec", folder.path], code: 66, "found a folder")
  }

  @Test func whatCannotBeWrittenIs73() throws {
    let folder = try TemporaryFolder()
    expect(["w0^2", "--plot", folder.path + "/none/x.svg"], code: 73, "there is no folder")
    expect(["w0^2", "--plot", folder.path], code: 73, "found a folder")
    let file = try folder.file("file", "")
    expect(["w0^2", "--plot", file + "/x.svg"], code: 73, "cannot write")
  }

  private func expect(_ arguments: [String], code: Int32, _ part: String) {
    let result = descent(["minimize"] + arguments)
    #expect(result.code == code)
    #expect(result.errorLines.count == 1, "\(result.error)")
    #expect(result.error.contains(part), "\(result.error)")
    #expect(result.output.isEmpty)
  }
}
