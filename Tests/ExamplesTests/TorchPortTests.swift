import Foundation
import Testing

@Suite("A torch script, ported line by line") struct TorchPortTests {
  /// What `Examples/TorchPort/train.py` prints under torch 2.15:
  /// `python Examples/TorchPort/train.py > Tests/ExamplesTests/Fixtures/torch-port.txt`.
  private func torchLines() throws -> [Substring] {
    let file = try #require(
      Bundle.module.url(forResource: "torch-port", withExtension: "txt", subdirectory: "Fixtures"))
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
  }

  /// What the example prints; it is built beside the tests.
  private func exampleLines() throws -> [Substring] {
    let program = Process()
    program.executableURL = Bundle.module.bundleURL.deletingLastPathComponent()
      .appendingPathComponent("TorchPort")
    let output = Pipe()
    program.standardOutput = output
    try program.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    program.waitUntilExit()
    #expect(program.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self).split(separator: "\n")
  }

  @Test("Every loss of four epochs is torch's to 1e-5, and every accuracy")
  func everyLine() throws {
    let (expected, found) = (try torchLines(), try exampleLines())
    #expect(expected.count == 4 * (16 + 1))
    try #require(found.count == expected.count)
    for (line, torch) in zip(found, expected) {
      let (words, torchWords) = (line.split(separator: " "), torch.split(separator: " "))
      try #require(words.count == torchWords.count, "\(line) | \(torch)")
      for (word, torchWord) in zip(words, torchWords) where word != torchWord {
        let value = try #require(Double(word.trimmingCharacters(in: [","])), "\(line)")
        let torchValue = try #require(Double(torchWord.trimmingCharacters(in: [","])), "\(torch)")
        #expect(abs(value - torchValue) < 1e-5, "\(line) | \(torch)")
      }
    }
  }
}
