import Testing

@testable import DescentData

@Suite struct TableTests {
  @Test func findsNumbersAndCategories() throws {
    let read = try table("size,colour,code\n1,red,7\n2.5,blue,x\n-3e1, red ,y\n")
    #expect(read.names == ["size", "colour", "code"])
    #expect(read.lines == [2, 3, 4])
    #expect(read.columns[0].values == .numbers([1, 2.5, -30]))
    #expect(read.columns[1].values == .categories(codes: [1, 0, 1], levels: ["blue", "red"]))
    // One number among three words: a category, in which the number keeps its spelling.
    #expect(read.columns[2].values == .categories(codes: [0, 1, 2], levels: ["7", "x", "y"]))
  }

  @Test func keepsTheSpellingOfANumberInACategory() throws {
    let read = try table("c\n007\nx\ny\n1e0\nz\n")
    #expect(
      read.columns[0].values
        == .categories(codes: [0, 2, 3, 1, 4], levels: ["007", "1e0", "x", "y", "z"]))
  }

  @Test func readsWithoutHeader() throws {
    let read = try table("M,1\nF,2\n", TableOptions(hasHeader: false))
    #expect(read.names == ["0", "1"])
    #expect(read.lines == [1, 2])
    #expect(try read.columnIndex(of: "1") == 1)
    #expect(try table("1,2\n3,4\n").headerLooksLikeData)
    #expect(try !table("a,2\n3,4\n").headerLooksLikeData)
  }

  @Test func countsLinesWithinQuotesAndBlankOnes() throws {
    let read = try table("a,b\n\n\"x\ny\",1\n\n\"z\",2\r\nw,3")
    #expect(read.lines == [3, 6, 7])
  }

  @Test func namesAnEmptyHeaderByItsIndex() throws {
    #expect(try table(",a\n1,2\n").names == ["0", "a"])
  }

  @Test func findsAColumnByNameFirst() throws {
    let read = try table("1,0,a\n5,6,7\n")
    #expect(try read.columnIndex(of: "0") == 1)
    #expect(try read.columnIndex(of: "2") == 2)
  }

  @Test func keepsOrDropsMissingValues() throws {
    let text = "a,b\n1,x\n,y\n3,NA\n null ,\"NaN\"\n5,x\n"
    let kept = try table(text, TableOptions(missing: .keep))
    guard case .numbers(let numbers) = kept.columns[0].values else {
      Issue.record("not numbers")
      return
    }
    #expect(numbers.map(\.isNaN) == [false, true, false, true, false])
    #expect(kept.columns[1].values == .categories(codes: [0, 1, -1, -1, 0], levels: ["x", "y"]))
    let dropped = try table(text, TableOptions(missing: .dropRows))
    #expect(dropped.lines == [2, 6])
    #expect(dropped.droppedRows == 3)
    #expect(dropped.columns[0].values == .numbers([1, 5]))
  }

  @Test func takesTheKindsItIsGiven() throws {
    var options = TableOptions()
    options.kinds = { _ in [.category, .ignored, nil] }
    let read = try table("a,b,c\n10,,1\n9,?,2\n", options)
    #expect(read.columns[0].values == .categories(codes: [1, 0], levels: ["9", "10"]))
    #expect(read.columns[1].values == .ignored)
    options.kinds = { _ in [.number] }
    #expect(
      message("a\nx\ny\n1\n", options)
        == "t.csv, line 2, column \"a\": expected a number, found \"x\"")
  }

  @Test func callsMissingColumnsNumbers() throws {
    let read = try table("a,b\n1,\n2,NA\n", TableOptions(missing: .keep))
    guard case .numbers(let numbers) = read.columns[1].values else {
      Issue.record("not numbers")
      return
    }
    #expect(numbers.count == 2 && numbers.allSatisfy(\.isNaN))
    #expect(message("a,b\n1,\n", TableOptions(missing: .dropRows)).contains("found none"))
  }

  @Test func readsCompressedFiles() throws {
    try withFolder { folder in
      try place(Fixtures.squares, at: folder + "/squares.csv.gz")
      let read = try Table.read(folder + "/squares.csv.gz")
      #expect(read.rowCount == 300)
      #expect(read.columns[1].values == .numbers((0..<300).map { Double($0 * $0) }))
    }
  }
}
