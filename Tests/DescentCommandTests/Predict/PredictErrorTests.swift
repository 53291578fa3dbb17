import Foundation
import Testing

@testable import DescentCommand

@Suite struct PredictErrorTests {
  private let folder: TemporaryFolder
  private let data: String

  init() throws {
    folder = try TemporaryFolder()
    data = try folder.file("d.csv", TrainFixtures.regression)
    let result = descent(
      ["train", data, "--target", "y", "--out", folder.path + "/run"] + TrainFixtures.short)
    #expect(result.code == 0)
  }

  /// One line, and nothing on standard output.
  private func refused(_ arguments: String..., code: Int32) -> String {
    let result = descent(["predict", folder.path + "/run"] + arguments)
    #expect(result.code == code, "\(result.error)")
    #expect(result.errorLines.count == 1)
    #expect(result.output == "" || result.output.hasPrefix("prediction"))
    return result.error
  }

  @Test func columnsThatAreNotThere() throws {
    let wrong = try folder.file("w.csv", "A,b,\"colour, of it\"\n1,2,red\n")
    #expect(refused(wrong, code: 65).contains("no column \"a\"; did you mean \"A\"?"))
    #expect(
      refused(data, "--columns", "colr", code: 65).contains(
        "no column \"colr\"; there are 4 columns"))
    #expect(refused(data, "--columns", "a,,b", code: 64).contains("--columns: expected names"))
    #expect(
      refused(data, "--columns", "a", "--with-inputs", code: 64).contains("give one of them"))
  }

  @Test(arguments: [
    ("a,b,\"colour, of it\"\n1,x,red\n", "line 2, column \"b\": expected a number, found \"x\""),
    ("a,b,\"colour, of it\"\n1,2,\n", "line 2, column \"colour, of it\": expected a value"),
    ("a,b,\"colour, of it\"\n1,2\n", "line 2: expected 3 fields, found 2"),
    ("a,b,\"colour, of it\"\n", "expected rows of data, found none"),
    ("a,b,\"colour, of it\"\n1e300,2,red\n", "expected a number near those of the training rows"),
    ("", "expected data, found an empty file"),
  ]) func badData(_ text: String, _ message: String) throws {
    let file = try folder.file("bad.csv", text)
    #expect(refused(file, code: 65).contains("\(file)"))
    #expect(refused(file, code: 65).contains(message))
    // A file that was asked for is not begun.
    let out = folder.path + "/out.csv"
    #expect(refused(file, "--out", out, code: 65).contains(message))
    #expect(!FileManager.default.fileExists(atPath: out))
    #expect(try names(in: folder.path).filter { $0.hasSuffix("tmp") } == [])
  }

  @Test func whatIsNotThere() {
    #expect(refused("/no/such.csv", code: 66).contains("/no/such.csv: no such file"))
    #expect(
      refused(data, "--out", "/no/such/folder/o.csv", code: 73).contains("there is no folder"))
    #expect(descent("predict", "/no/such/run", data).code == 66)
    #expect(descent("predict", data, data).code == 66)
    #expect(
      descent("predict", folder.path, data).error.contains("expected a folder of descent train"))
    #expect(descent("predict", folder.path + "/run").code == 64)
  }

  /// A file of the run folder, what replaces a part of it, and what is said.
  @Test(
    arguments: [
      ("encoder.json", nil, "found no JSON"),
      ("encoder.json", ("\"features\"", "\"faetures\""), "found no \"features\""),
      ("encoder.json", ("\"scale\" : ", "\"scale\" : -"), "a scale above 0"),
      ("encoder.json", ("\"tableColumns\" : 4", "\"tableColumns\" : 2"), "among 2 columns"),
      ("config.yaml", ("hidden: [8, 4]", "hidden: [8, 5]"), "3.weight: expected float32 [5, 8]"),
      ("config.yaml", ("hidden: [8, 4]", "hidden: [8]"), "3.weight: expected float32 [1, 8]"),
      ("config.yaml", ("hidden: [8, 4]", "hidden: [70000]"), "hidden: expected widths"),
      ("config.yaml", ("hidden:", "hiden:"), "did you mean 'hidden'?"),
      ("config.yaml", ("target: \"y\"", "tarjet: y"), "did you mean 'target'?"),
      ("model.safetensors", nil, "not a valid safetensors file"),
    ] as [(String, (String, String)?, String)])
  func damagedFolders(_ name: String, _ change: (String, String)?, _ message: String) throws {
    let path = folder.path + "/run/" + name
    if let (old, new) = change {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.contains(old))
      try text.replacing(old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
    } else {
      let whole = try bytes(path)
      try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: path))
    }
    let error = refused(data, code: 65)
    #expect(error.contains(folder.path + "/run"))
    #expect(error.contains(message), "\(error)")
    try FileManager.default.removeItem(atPath: path)
    #expect(refused(data, code: 66).contains("found no \(name) in it"))
  }

  @Test func anInterruptedFileIsNotBegun() throws {
    let out = folder.path + "/out.csv"
    let result = descent(
      ["predict", folder.path + "/run", data, "--out", out], isInterrupted: { true })
    #expect(result.code == 130)
    #expect(result.error == "descent: interrupted after 60 rows\n")
    #expect(!FileManager.default.fileExists(atPath: out))
  }
}
