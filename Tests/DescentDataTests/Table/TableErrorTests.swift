import Testing

@testable import DescentData

/// The words of each error are what a person sees: they are the test.
@Suite struct TableErrorTests {
  @Test(arguments: [
    ("", "t.csv: expected data, found an empty file"),
    ("\n \n", "t.csv: expected data, found an empty file"),
    ("a,b\n", "t.csv: expected rows of data, found none"),
    ("a,b\n1,2\n1,2,3\n", "t.csv, line 3: expected 2 fields, found 3"),
    ("a\n1\n1,2\n", "t.csv, line 3: expected 1 field, found 2"),
    ("a,b\n1,2\n3\n", "t.csv, line 3: expected 2 fields, found 1"),
    (
      "a,b\n1,\"2\n", "t.csv, line 2, column \"1\": a quoted field opens here and is never closed"
    ),
    (
      "a,b,a\n1,2,3\n",
      "t.csv, line 1: expected distinct column names, found \"a\" at columns 0 and 2"
    ),
    (
      "1,2,1\n1,2,3\n",
      "t.csv, line 1: expected distinct column names, found \"1\" at columns 0 and 2 "
        + "(is the first line data? then there is no header)"
    ),
    ("a,b\n1,\n", "t.csv, line 2, column \"b\": expected a value, found an empty cell"),
    ("a,b\n1,2\nna,2\n", "t.csv, line 3, column \"a\": expected a value, found \"na\""),
    ("a,b\nx,\" NaN \"\n", "t.csv, line 2, column \"b\": expected a value, found \"NaN\""),
    ("a\n1\nx\n", "t.csv, line 3, column \"a\": expected a number, found \"x\""),
    ("a\n?0.2\n1\n", "t.csv, line 2, column \"a\": expected a number, found \"?0.2\""),
    ("a\n1\n0x1F\n", "t.csv, line 3, column \"a\": expected a number, found \"0x1F\""),
    ("a\n1\n-inf\n", "t.csv, line 3, column \"a\": expected a finite number, found \"-inf\""),
    (
      "a\n1e999\n1\n",
      "t.csv, line 2, column \"a\": expected a number below 1.8e308 in size, found \"1e999\""
    ),
    ("a,b\n1,2\n\0,3", "t.csv, line 3: expected text in UTF-8, found the byte 0x00 at byte 8"),
  ])
  func saysWhatAndWhere(text: String, expected: String) {
    #expect(message(text) == expected)
  }

  @Test func shortensAndCleansWhatItShows() {
    let long = "a\n1\n\"x\ny" + String(repeating: "z", count: 1000) + "\"\n"
    let words = message(long)
    #expect(words.contains("found \"x\\ny"))
    #expect(words.count < 120)
    #expect(words.hasSuffix("…\""))
  }

  @Test func namesTheNearestColumn() throws {
    let read = try table("quality,size\n1,2\n")
    func words(_ name: String) -> String? {
      failure { _ = try read.columnIndex(of: name) }?.description
    }
    #expect(words("qualty") == "t.csv: no column \"qualty\"; did you mean \"quality\"?")
    #expect(
      words("zzz")
        == "t.csv: no column \"zzz\"; there are 2 columns, numbered from 0: \"quality\", \"size\"")
    #expect(words("2")?.contains("there are 2 columns") == true)
    #expect(words("-1") != nil)
    let bare = try table("1,2\n", TableOptions(hasHeader: false))
    let error = failure { _ = try bare.columnIndex(of: "x") }
    #expect(error?.description == "t.csv: no column \"x\"; there are 2 columns, numbered from 0")
    #expect(error?.exitCode == 65)
  }

  @Test func neverCrashesOnDamage() {
    let text = Array("\u{feff}a,\"b\"\"c\",d\r\n1,\"x,\ny\",2.5e3\n\n2,z,-1e-3\r3,é,7".utf8)
    for count in text.indices {
      _ = try? Table.parse(Array(text[..<count]), path: "t.csv")
      for mask in [1, 2, 0x20, 0x80, text[count]] as [UInt8] {
        var damaged = text
        damaged[count] ^= mask
        for missing in [TableOptions.MissingValues.refuse, .keep, .dropRows] {
          _ = try? Table.parse(
            damaged, path: "t.csv",
            options: TableOptions(hasHeader: count % 2 == 0, missing: missing))
        }
      }
    }
    #expect((try? Table.parse(text, path: "t.csv"))?.rowCount == 3)
  }
}
