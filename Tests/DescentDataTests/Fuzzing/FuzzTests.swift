import Foundation
import Testing

@testable import DescentData

#if canImport(Glibc)
  import Glibc
#endif

/// What `Scripts/fuzz.sh` does for long, for a moment and always the same: the readers are fed with the
/// corpus and with some thousand inputs made from it.
@Suite("Readers and any bytes") struct FuzzTests {
  /// Inputs are at most 16 KiB long, and no reader may need more than this for one of them, however large
  /// it claims to be.
  static let memoryLimit = 256 << 20

  /// In a process of its own: what a reader must not do, ends it.
  @Test func everyReaderReturnsOrThrowsInBoundedMemory() async {
    await #expect(processExitsWith: .success) {
      limitMemory(FuzzTests.memoryLimit)
      for target in FuzzTarget.allCases {
        let corpus = FuzzTests.corpus(target.rawValue)
        guard !corpus.isEmpty else { fatalError("no corpus of \(target)") }
        var mutator = Mutator(seed: 1)
        for (index, input) in corpus.enumerated() {
          target.run(input)
          for round in 0..<200 {
            target.run(mutator.mutated(input, corpus[(index + round) % corpus.count]))
          }
        }
      }
    }
  }

  /// The files of a corpus, in order.
  static func corpus(_ name: String) -> [[UInt8]] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../Fuzzing/Corpus/\(name)").standardizedFileURL
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().compactMap {
      (try? Data(contentsOf: folder.appendingPathComponent($0))).map { [UInt8]($0) }
    }
  }

  /// The corpora are small, since everyone downloads them.
  @Test func corporaAreSmall() {
    let names = FuzzTarget.allCases.map(\.rawValue) + ["configuration"]
    let sizes = names.map { Self.corpus($0).reduce(0) { $0 + $1.count } }
    #expect(sizes.allSatisfy { $0 > 0 } && sizes.reduce(0, +) < 200_000)
  }
}

/// Lets this process have no more memory than it has and so many bytes; only Linux can.
private func limitMemory(_ bytes: Int) {
  #if os(Linux)
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let pages = text.split(separator: " ").first.flatMap({ UInt($0) })
    else { return }
    let size = pages * UInt(sysconf(Int32(_SC_PAGESIZE))) + UInt(bytes)
    var limit = rlimit(rlim_cur: size, rlim_max: size)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
  #endif
}
