import ArgumentParser
import DescentTensor

/// `--threads`, for every command that computes.
struct ThreadOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "How many threads compute; all processors by default. Results do not depend on it.")
  var threads: Int?

  /// Sets the number of threads.
  func apply() throws(CommandError) {
    guard let threads else { return }
    guard (1...1024).contains(threads) else {
      throw .usage("--threads: expected a number from 1 to 1024, got \(threads)")
    }
    Threads.count = threads
  }
}

/// `--seed`, for every command that draws random numbers.
struct SeedOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "What the random numbers start from; the same seed gives the same bits.")
  var seed: UInt64 = 0
}

/// `--json`, for every command with a result.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON document, and nothing else, on standard output.")
  var json = false
}
