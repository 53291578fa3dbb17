import ArgumentParser
import DescentPlots
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
        descent bench --sizes adamw gemm --plot sizes.svg

      Workloads: \(Workload.all.map(\.name).joined(separator: ", ")).

      Each line ends with who computes large matrix products: OpenBLAS (Accelerate on Apple's \
      systems) where the machine has it, or the kernels that are embedded here. \
      DESCENT_BLAS=embedded in the environment says no to the former.
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

  @Flag(
    help: ArgumentHelp(
      "Time one kind of work over many sizes.",
      discussion: "Names are then \(SizeSweep.all.map(\.name).joined(separator: ", "))."))
  var sizes = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The greatest size; 3·10⁸ AdamW parameters take 5 GB.", valueName: "size"))
  var upTo = 300_000_000

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Draw the cost against the size.", valueName: "file.svg"))
  var plot: String?

  func run() throws {
    try threads.apply()
    guard (1...1000).contains(repeats) else {
      throw CommandError.usage("--repeats: expected a number from 1 to 1000, got \(repeats)")
    }
    if sizes { return try runSizes() }
    guard plot == nil else {
      throw CommandError.usage("--plot: draws what --sizes measures; expected both or none")
    }
    let workloads = try chosen(among: Workload.all, \.name)
    let values = inTurns ? Workload.measureInTurns(workloads, repeats) : nil
    for (index, workload) in workloads.enumerated() {
      let alone = values == nil ? workload.measure(repeats) : nil
      let value = values?[index] ?? alone?.value ?? 0
      if output.json {
        let line: JSON = [
          "workload": .string(workload.name), "lib": "descent", "mode": .string(workload.mode),
          "backend": .string(workload.backend), "threads": .integer(Threads.count),
          "value": .number((value * 10_000).rounded() / 10_000), "unit": .string(workload.unit),
          "peak_bytes": alone.map { .integer($0.peakBytes) } ?? .null,
        ]
        Console.current.output(line.line + "\n")
      } else {
        let name = workload.name.padding(toLength: 16, withPad: " ", startingAt: 0)
        let figure = "\(NumberText.short(value)) \(workload.unit)"
          .padding(toLength: 18, withPad: " ", startingAt: 0)
        let peak = alone.map { ", peak \(NumberText.short(Double($0.peakBytes) / 1e6)) MB" } ?? ""
        Console.current.print("\(name) \(figure) \(workload.backend)\(peak)")
      }
    }
  }

  private func runSizes() throws {
    if let plot { try OutputFile.check(plot) }
    let panels = try chosen(among: SizeSweep.all, \.name).map { sweep in
      let points = sweep.sizes.filter { $0 <= upTo }.map { size in
        let point = sweep.measure(size, repeats: repeats)
        report(point, of: sweep)
        return point
      }
      return sweep.panel(points)
    }
    if let plot {
      let figure = Figure(
        "Cost against size", subtitle: "\(Threads.count) threads; a straight line has no cliff",
        panels: panels, columns: panels.count, width: 120 + 320 * Double(panels.count),
        height: 400)
      try OutputFile.write(figure.svg, to: plot)
    }
  }

  private func report(_ point: SizeSweep.Point, of sweep: SizeSweep) {
    if output.json {
      let line: JSON = [
        "workload": .string(sweep.name), "lib": "descent", "size": .integer(point.size),
        "backend": .string(ProductBackend.name), "threads": .integer(Threads.count),
        "seconds": .number(point.seconds),
        "value": .number(point.value), "unit": .string(sweep.unit),
      ]
      Console.current.output(line.line + "\n")
    } else {
      let name = sweep.name.padding(toLength: 7, withPad: " ", startingAt: 0)
      let size = String(point.size)
      let margin = String(repeating: " ", count: max(0, 10 - size.count))
      Console.current.print(
        "\(name)\(margin)\(size) \(sweep.sizeName)  \(NumberText.short(point.value)) \(sweep.unit)")
    }
  }

  /// What the arguments name, or everything.
  private func chosen<Work>(among all: [Work], _ name: (Work) -> String) throws -> [Work] {
    if names.isEmpty { return all }
    return try names.map { wanted in
      guard let work = all.first(where: { name($0) == wanted }) else {
        throw CommandError.usage(
          "no workload is named '\(wanted)'; "
            + NearestName.hint(for: wanted, among: all.map(name)))
      }
      return work
    }
  }
}
