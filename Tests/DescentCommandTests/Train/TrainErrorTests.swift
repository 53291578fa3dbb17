import Foundation
import Testing

@testable import DescentCommand

@Suite struct TrainErrorTests {
  /// A file to train on and what is wrong with it.
  struct BadFile: Sendable, CustomTestStringConvertible {
    let text: String
    let code: Int32
    let message: String
    var arguments = ["--target", "y"]
    var testDescription: String { message }
  }

  private static func rows(_ row: (Int) -> String, _ header: String = "x,y") -> String {
    header + "\n" + (1...20).map(row).joined(separator: "\n") + "\n"
  }

  private static let good = rows { "\($0),\($0 * 7 % 5).5" }

  static let badFiles = [
    BadFile(text: "", code: 65, message: "expected data, found an empty file"),
    BadFile(text: "x,y\n", code: 65, message: "expected rows of data, found none"),
    BadFile(text: "x,y\n1,2\n3\n", code: 65, message: "line 3: expected 2 fields, found 1"),
    BadFile(text: "x,y\n1,\0\n", code: 65, message: "line 2: expected text in UTF-8"),
    BadFile(
      text: rows { $0 == 6 ? "six,1" : "\($0),\($0)" }, code: 65,
      message: "line 7, column \"x\": expected a number, found \"six\""),
    BadFile(
      text: rows { $0 == 6 ? "1e999,1" : "\($0),\($0)" }, code: 65,
      message: "line 7, column \"x\": expected a number below 1.8e308 in size, found \"1e999\""),
    BadFile(
      text: rows { $0 == 5 ? "1e300,1" : "\($0),\($0)" }, code: 65,
      message: "column \"x\": expected a number near those of the training rows"),
    BadFile(
      text: rows({ "\($0),,\($0)" }, "x,z,y"), code: 65,
      message: "line 2, column \"z\": expected a value, found an empty cell"),
    BadFile(
      text: rows({ "\($0),,\($0)" }, "x,z,y"), code: 65, message: "column \"z\" lacks 20",
      arguments: ["--target", "y", "--missing", "drop"]),
    BadFile(
      text: good, code: 65, message: "no column \"z\"; there are 2 columns, numbered from 0",
      arguments: ["--target", "z"]),
    BadFile(
      text: "x,y\n1,2\n2,3\n3,4\n4,5\n", code: 65, message: "expected at least 5 rows"),
    BadFile(
      text: rows { "\($0),5" }, code: 65,
      message: "expected a target of two classes or more, found only \"5\""),
    BadFile(
      text: rows { "\($0),5" }, code: 65, message: "expected a target that varies, got only 5.0",
      arguments: ["--target", "y", "--task", "regression"]),
    BadFile(
      text: rows { "\($0),yes" }, code: 65,
      message: "expected a target of two classes or more, found only \"yes\""),
    BadFile(
      text: rows { "\($0),\($0 % 2 == 0 ? "yes" : "no")" }, code: 65,
      message: "expected a number, found", arguments: ["--target", "y", "--task", "regression"]),
    BadFile(
      text: rows { "\($0);\($0 / 2),\($0 % 2)" }.replacing("x,y", with: "x;y"), code: 65,
      message: "column \"y\": expected a number or classes that recur, got 20 different words in 20"
        + " rows, the first \"0,1\""),
    BadFile(
      text: rows({ "\($0)" }, "y"), code: 65, message: "expected a column to predict from"),
  ]

  /// Each is one line that names the file, and leaves nothing behind.
  @Test(arguments: badFiles) func badData(_ file: BadFile) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("bad.csv", file.text)
    let result = descent(["train", path, "--out", folder.path + "/run"] + file.arguments)
    #expect(result.code == file.code)
    #expect(result.output == "")
    #expect(result.errorLines.count == 1)
    #expect(result.error.hasPrefix("descent: \(path)"))
    #expect(result.error.contains(file.message), "\(result.error)")
    #expect(try names(in: folder.path) == ["bad.csv"])
  }

  /// Options that make no sense are refused before the file is opened: there is none.
  @Test(arguments: [
    (["--target", "y", "--optimizer", "adamm"], "there is no optimizer \"adamm\"; did you mean"),
    (["--target", "y", "-O", "wieght_decay=1"], "did you mean weight_decay?"),
    (["--target", "y", "-O", "weight_decay"], "-O: expected name=value, got 'weight_decay'"),
    (["--target", "y", "--lr", "-1"], "--lr: AdamW: lr must be a finite number of at least 0"),
    (["--target", "y", "--lr", "fast"], "--lr: AdamW: lr must be"),
    (
      ["--target", "y", "-O", "beta1=1.5"], "-O beta1: AdamW: beta1 must be at least 0 and below 1"
    ),
    (["--target", "y", "--lr", "1", "-O", "lr=2"], "--lr and -O lr are the same option; give one"),
    (["--target", "y", "-O", "eps=1", "-O", "eps=2"], "-O eps: given twice"),
    (
      ["--target", "y", "--task", "clasification"], "--task: expected regression or classification"
    ),
    (["--target", "y", "--hidden", "64,x"], "--hidden: expected widths from 1 to 65536"),
    (["--target", "y", "--hidden", "0"], "--hidden: expected widths"),
    (["--target", "y", "--dropout", "1"], "--dropout: expected a probability"),
    (["--target", "y", "--dropout", "nan"], "--dropout: expected a probability"),
    (["--target", "y", "--activation", "gelu"], "--activation: expected relu, tanh or sigmoid"),
    (["--target", "y", "--epochs", "0"], "--epochs: expected a number from 1"),
    (["--target", "y", "--batch-size", "-3"], "--batch-size: expected a number from 1"),
    (["--target", "y", "--patience", "x"], "--patience: expected a number from 0"),
    (["--target", "y", "--seed", "-1"], "--seed: expected a whole number from 0"),
    (["--target", "y", "--threads", "0"], "--threads: expected a number from 1"),
    (["--target", "y", "--missing", "zero"], "--missing: expected refuse, mean or drop"),
    (["--target", "y", "--out", ""], "--out: expected a folder, got nothing"),
    (["--taget", "y"], "--taget"),
    ([], "expected --target COLUMN, got none"),
  ]) func wrongUsage(_ arguments: [String], _ message: String) {
    let result = descent(["train", "/no/such/file.csv"] + arguments)
    #expect(result.code == 64)
    #expect(result.output == "")
    #expect(result.errorLines.count == 1)
    #expect(result.error.contains(message), "\(result.error)")
  }

  @Test func noFile() {
    #expect(descent("train", "--target", "y").code == 64)
    let result = descent("train", "/no/such/file.csv", "--target", "y")
    #expect(result.code == 66)
    #expect(result.error == "descent: /no/such/file.csv: no such file\n")
    #expect(descent("train", "/", "--target", "y").code == 66)
  }

  @Test func moreParametersThanFit() throws {
    let folder = try TemporaryFolder()
    let data = try folder.file("good.csv", Self.good)
    let result = descent(
      "train", data, "--target", "y", "--quiet", "--hidden", "65536,65536", "--out",
      folder.path + "/run")
    #expect(result.code == 64)
    #expect(result.error.contains("at most 100000000 parameters, got 4295229441 with 1 inputs"))
    #expect(try names(in: folder.path) == ["good.csv"])
  }

  @Test func aPlaceThatCannotBeWritten() throws {
    let folder = try TemporaryFolder()
    let data = try folder.file("good.csv", Self.good)
    for out in [data, data + "/run", "/proc/descent/run"] {
      let result = descent("train", data, "--target", "y", "--quiet", "--out", out)
      #expect(result.code == 73)
      #expect(result.error.hasPrefix("descent: \(out): expected a folder"))
    }
    #expect(try names(in: folder.path) == ["good.csv"])
  }
}
