// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentData/Formats/TFExample/TFExample.swift.
import Descent
import Testing

@Suite struct TFExampleCommentsSnippets {
  @Test func comment1() throws {
    var example = TFExample()
    example["label"] = .integers([7])
    example["image"] = .bytes([[0, 128, 255]])
    let copy = try TFExample(example.encoded())
    expectPrinted("[7]", try copy.integers("label"))
  }
}
