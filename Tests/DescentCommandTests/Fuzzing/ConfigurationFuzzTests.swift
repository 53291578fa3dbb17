import Foundation
import Testing

/// The corpus of configuration files, and some thousand inputs made from it.
@Suite("Configurations and any bytes") struct ConfigurationFuzzTests {
  /// In a process of its own: what a reader must not do, ends it.
  @Test func returnsOrThrows() async {
    await #expect(processExitsWith: .success) {
      let corpus = ConfigurationFuzzTests.corpus
      guard !corpus.isEmpty else { fatalError("no corpus") }
      var mutator = Mutator(seed: 1)
      for (index, input) in corpus.enumerated() {
        fuzzConfiguration(input)
        for round in 0..<300 {
          fuzzConfiguration(mutator.mutated(input, corpus[(index + round) % corpus.count]))
        }
      }
    }
  }

  private static var corpus: [[UInt8]] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../Fuzzing/Corpus/configuration").standardizedFileURL
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().compactMap {
      (try? Data(contentsOf: folder.appendingPathComponent($0))).map { [UInt8]($0) }
    }
  }
}
