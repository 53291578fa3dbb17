import Testing

@testable import DescentData

/// What becomes of cells without a value, and of words that no training row has.
@Suite struct MissingValueTests {
  private let text = "x,c,blank,y\n1,a,,1\n,b,,2\n3,,,3\n5,z,,4\n"

  @Test func missingCellsAreCountedByColumn() throws {
    let kept = try table(text, TableOptions(missing: .keep))
    #expect(kept.missingCells == [1, 1, 4, 0])
    let dropped = try table("x,y\n1,1\nNA,2\n3,null\n,\n5,6\n", TableOptions(missing: .dropRows))
    // Those of rows that were left out count too.
    #expect(dropped.missingCells == [2, 2])
    #expect(dropped.droppedRows == 3 && dropped.lines == [2, 6])
  }

  @Test func whereEveryRowIsDroppedTheEmptiestColumnIsNamed() {
    #expect(
      message(text, TableOptions(missing: .dropRows))
        == "t.csv: expected a row without a missing value, found none among 4 rows: column \"blank\" "
        + "lacks 4")
  }

  /// A number and a word without a value in the training rows, though another row has one.
  @Test func columnsWithoutAValueAreLeftOut() throws {
    let read = try table("x,n,w,y\n1,,,1\n2,NA,,2\n3,7,word,3\n", TableOptions(missing: .keep))
    let encoder = try TableEncoder(fitting: read, target: 3, trainingRows: [0, 1])
    #expect(encoder.empty == ["n", "w"])
    #expect(encoder.featureNames == ["x"])
    #expect(try encoder.features(of: read, rows: [2]).values == [3])
  }

  @Test func unseenWordsAreCountedByColumn() throws {
    let read = try table("a,b,x,y\nr,s,1,1\nr,t,2,2\nq,u,3,3\nq,s,4,4\nr,v,5,5\n")
    let encoder = try TableEncoder(fitting: read, target: 3, trainingRows: [0, 1])
    let matrix = try encoder.features(of: read, rows: [2, 3, 4])
    #expect(matrix.unseenByFeature == [2, 2, 0])
    #expect(matrix.unseenLevels == 4)
    // Nothing but zeros where the word is new.
    #expect(encoder.featureNames == ["a=r", "b=s", "b=t", "x"])
    #expect(Array(matrix.values[0..<3]) == [0, 0, 0])
    #expect(Array(matrix.values[4..<7]) == [0, 1, 0])
  }
}
