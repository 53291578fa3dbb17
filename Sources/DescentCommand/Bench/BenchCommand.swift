import ArgumentParser
import DescentTensor

/// `descent bench`: the reference workloads, timed.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time the reference workloads.",
    discussion: """
      Each value is the median of several repetitions after one warm-up. Machines are noisy: only \
      a ratio of two figures from one sitting means something. With --json each workload is one \
      document on a line of its own.

      Examples:
        descent bench surface perceptron
        descent bench --threads 2 --json
        descent bench adamw_fused adamw_floor --in-turns

      Workloads: \(Workload.all.map(\.name).joined(separator: ", ")).
      """)

  @Argument(help: "Which workloads; all by default.")
  var names: [String] = []

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions

  @Option(parsing: .unconditional, help: "How often each is timed.")
  var repeats = 5

  @Flag(
    help: "Time them in turns, all in memory at once: the fair way to a ratio of two of them.")
  var inTurns = false

  func run() throws {
    try threads.apply()
    guard (1...1000).contains(repeats) else {
      throw CommandError.usage("--repeats: expected a number from 1 to 1000, got \(repeats)")
    }
    let workloads = try chosen()
    let values = inTurns ? Workload.measureInTurns(workloads, repeats) : nil
    for (index, workload) in workloads.enumerated() {
      let value = values?[index] ?? workload.measure(repeats)
      if output.json {
        let line: JSON = [
          "workload": .string(workload.name), "lib": "descent", "mode": "eager",
          "backend": "embedded", "threads": .integer(Threads.count),
          "value": .number((value * 10_000).rounded() / 10_000), "unit": .string(workload.unit),
        ]
        Console.current.output(line.line + "\n")
      } else {
        let name = workload.name.padding(toLength: 15, withPad: " ", startingAt: 0)
        Console.current.print("\(name) \(NumberText.short(value)) \(workload.unit)")
      }
    }
  }

  private func chosen() throws -> [Workload] {
    if names.isEmpty { return Workload.all }
    return try names.map { name in
      guard let workload = Workload.all.first(where: { $0.name == name }) else {
        throw CommandError.usage(
          "no workload is named '\(name)'; "
            + NearestName.hint(for: name, among: Workload.all.map(\.name)))
      }
      return workload
    }
  }
}
