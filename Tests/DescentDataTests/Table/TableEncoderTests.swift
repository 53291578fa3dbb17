import Foundation
import Testing

@testable import DescentData

@Suite struct TableEncoderTests {
  private let text = "sex,size,y\nM,1,10\nF,3,20\nI,5,40\nM,100,30\n"

  @Test func fitsTheTrainingRowsOnly() throws {
    let read = try table(text)
    let encoder = try TableEncoder(fitting: read, target: 2, trainingRows: [0, 1])
    #expect(encoder.featureNames == ["sex=F", "sex=M", "size"])
    let matrix = try encoder.features(of: read, rows: [3, 2, 1, 0])
    #expect(matrix.rows == 4 && matrix.columns == 3)
    // The training mean of size is 2, its deviation 1; level I was not there.
    #expect(matrix.values == [0, 1, 98, 0, 0, 3, 1, 0, 1, 0, 1, -1])
    #expect(matrix.unseenLevels == 1)
    #expect(try encoder.targets(of: read, rows: [0, 1, 3]) == .numbers([-1, 1, 3]))
    #expect(encoder.target.task == .regression)
  }

  @Test func choosesTheTask() throws {
    func encoder(_ text: String, _ task: TableTask? = nil) throws -> TableEncoder {
      let read = try table(text)
      return try TableEncoder(
        fitting: read, target: 1, task: task, trainingRows: Array(0..<read.rowCount))
    }
    #expect(try encoder("x,y\n1,0\n2,1\n3,1\n").target.encoding == .classes(["0", "1"]))
    #expect(try encoder("x,y\n1,0\n2,1\n3,2\n").target.task == .regression)
    #expect(
      try encoder("x,y\n1,10\n2,9\n3,0.5\n", .classification).target.encoding
        == .classes(["0.5", "9", "10"]))
    #expect(try encoder("x,y\n1,R\n2,M\n").target.encoding == .classes(["M", "R"]))
    #expect(try encoder("x,y\n1,0\n2,1\n", .regression).target.task == .regression)
    #expect(
      failure { _ = try encoder("x,y\n1,R\n2,M\n", .regression) }?.problem
        == .notANumber(found: "R"))
    #expect(failure { _ = try encoder("x,y\n1,R\n2,R\n") }?.problem == .oneClass(found: "R"))
    #expect(failure { _ = try encoder("x,y\n1,3\n2,3\n") }?.problem == .oneClass(found: "3"))
  }

  @Test func numbersTheClasses() throws {
    let read = try table("x,y\n1,R\n2,M\n3,R\n")
    let encoder = try TableEncoder(fitting: read, target: 1, trainingRows: [0])
    #expect(try encoder.targets(of: read, rows: [0, 1, 2]) == .classes([1, 0, 1]))
    let other = try table("x,y\n1,M\n2,Q\n")
    let error = failure { _ = try encoder.targets(of: other, rows: [0, 1]) }
    #expect(
      error?.description
        == "t.csv, line 3, column \"y\": expected one of the classes \"M\", \"R\", found \"Q\"")
  }

  @Test func survivesASave() throws {
    let read = try table(text)
    let encoder = try TableEncoder(fitting: read, target: 0, trainingRows: [0, 1, 2, 3])
    let saved = try JSONEncoder().encode(encoder)
    #expect(try JSONDecoder().decode(TableEncoder.self, from: saved) == encoder)
  }

  @Test func readsAnotherFileAsTheFirst() throws {
    let encoder = try TableEncoder(
      fitting: try table("code,junk,x,y\na,1,1,1\n7,2,2,2\nb,3,3,3\n"), target: 3,
      trainingRows: [0, 1, 2])
    var options = TableOptions()
    options.kinds = { encoder.kinds(names: $0, hasHeader: true, includingTarget: false) }
    // Another order, no target, a code that looks like a number, a column nobody knows.
    let other = try table("x,more,code,junk\n2,,7,2\n", options)
    let matrix = try encoder.features(of: other, rows: [0])
    #expect(encoder.featureNames == ["code=7", "code=a", "code=b", "junk", "x"])
    #expect(matrix.values == [1, 0, 0, 0, 0])
    #expect(encoder.targetIndex(in: other) == nil)
    let lacking = try table("x\n2\n", options)
    #expect(
      failure { _ = try encoder.features(of: lacking, rows: [0]) }?.description
        == "t.csv: no column \"code\"; there is 1 column, numbered from 0: \"x\"")
    #expect(
      message("x,code,junk\n?,7,1\n", options)
        == "t.csv, line 2, column \"x\": expected a number, found \"?\"")
  }

  @Test func readsAHeaderlessFileWithoutTheTarget() throws {
    var options = TableOptions(hasHeader: false)
    let encoder = try TableEncoder(
      fitting: try table("a,0,1\nb,1,3\n", options), target: 1, trainingRows: [0, 1])
    options.kinds = { encoder.kinds(names: $0, hasHeader: false, includingTarget: true) }
    let whole = try table("b,1,3\n", options)
    let short = try table("b,3\n", options)
    #expect(encoder.targetIndex(in: whole) == 1)
    #expect(encoder.targetIndex(in: short) == nil)
    #expect(try encoder.features(of: whole, rows: [0]).values == [0, 1, 1])
    #expect(try encoder.features(of: short, rows: [0]).values == [0, 1, 1])
    let long = try table("b,1,3,4\n", options)
    #expect(
      failure { _ = try encoder.features(of: long, rows: [0]) }?.problem
        == .columnCount(expected: 3, found: 4))
  }

  @Test func fillsMissingFeaturesWithTheMeanAndRefusesMissingTargets() throws {
    let options = TableOptions(missing: .keep)
    let read = try table("x,c,y\n1,a,1\n,,2\n3,b,3\n", options)
    let encoder = try TableEncoder(fitting: read, target: 2, trainingRows: [0, 1, 2])
    #expect(
      try encoder.features(of: read, rows: [0, 1, 2]).values == [-1, 1, 0, 0, 0, 0, 1, 0, 1])
    let lacking = try table("x,y\n1,1\n2,\n", options)
    let error = failure {
      _ = try TableEncoder(fitting: lacking, target: 1, trainingRows: [0])
    }
    #expect(error?.problem == .missingValue(found: "") && error?.line == 3)
  }

  @Test func leavesOutIdentifiersAndRefusesCrowds() throws {
    let names = (0..<60).map { "name\($0),\($0 % 7),\($0)\n" }.joined()
    let read = try table("id,x,y\n" + names)
    let rows = Array(0..<60)
    let encoder = try TableEncoder(fitting: read, target: 2, trainingRows: rows)
    #expect(encoder.identifiers == ["id"])
    #expect(encoder.featureNames == ["x"])
    let crowd = try table("id,y\n" + (0..<60).map { "n\($0 / 2),\($0)\n" }.joined())
    let error = failure {
      _ = try TableEncoder(fitting: crowd, target: 1, trainingRows: rows, levelLimit: 20)
    }
    #expect(error?.problem == .tooManyLevels(found: 30, limit: 20))
    let dates = try table("date,y\n" + (0..<60).map { "d\($0),\($0)\n" }.joined())
    #expect(
      failure { _ = try TableEncoder(fitting: dates, target: 1, trainingRows: rows) }?.description
        == "t.csv: expected a column to predict from, found only the target and, "
        + "with another word in every row, \"date\"")
    let alone = try table("y\n1\n2\n3\n")
    #expect(
      failure { _ = try TableEncoder(fitting: alone, target: 0, trainingRows: [0]) }?.problem
        == .noFeatures(identifiers: []))
  }

  @Test func refusesANumberThatNoFloatHolds() throws {
    let read = try table("x,y\n1,1\n2,2\n1e300,3\n")
    let encoder = try TableEncoder(fitting: read, target: 1, trainingRows: [0, 1])
    let error = failure { _ = try encoder.features(of: read, rows: [0, 1, 2]) }
    #expect(error?.problem == .tooFarOut(found: 1e300) && error?.line == 4)
  }
}
