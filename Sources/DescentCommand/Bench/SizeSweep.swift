import Descent
import DescentPlots
import Foundation

/// One kind of work over many sizes: its cost must grow as the work does, without a cliff.
struct SizeSweep: Sendable {
  /// What it is called on the command line and in the table.
  let name: String
  /// What the size counts.
  let sizeName: String
  /// What the value counts.
  let unit: String
  /// The sizes, ascending.
  let sizes: [Int]
  /// Prepares the work of one size and returns what is timed.
  let prepare: @Sendable (_ size: Int) -> () -> Void
  /// The value for a size and the seconds that one run takes.
  let value: @Sendable (_ size: Int, _ seconds: Double) -> Double

  /// A size and what was measured there.
  struct Point: Sendable {
    let size: Int
    let seconds: Double
    let value: Double
  }

  /// All of them.
  static let all = [adamW, product, graph]

  /// One AdamW step on one tensor.
  private static let adamW = SizeSweep(
    name: "adamw", sizeName: "parameters", unit: "ns/parameter",
    sizes: [
      1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000,
      100_000_000, 300_000_000,
    ],
    prepare: { size in
      var weights = Tensor(repeating: 0.02, shape: [size], dtype: .float32)
      let gradient = Tensor(repeating: 0.01, shape: [size], dtype: .float32)
      var state = OptimizerState()
      let optimizer = AdamW()
      return { state.update(&weights, along: gradient, using: optimizer) }
    },
    value: { $1 * 1e9 / Double($0) })

  /// The product of two square matrices.
  private static let product = SizeSweep(
    name: "gemm", sizeName: "rows", unit: "GFLOP/s",
    sizes: [
      16, 17, 24, 32, 33, 48, 64, 65, 96, 127, 128, 129, 192, 255, 256, 257, 384, 512, 513, 768,
      1000, 1024, 1025, 1536, 2048, 3072, 4096,
    ],
    prepare: { size in
      var generator = Generator(seed: 1)
      let a = Tensor.rand([size, size], using: &generator)
      let b = Tensor.rand([size, size], using: &generator)
      return { _ = a.matmul(b) }
    },
    value: { 2 * Double($0) * Double($0) * Double($0) / $1 / 1e9 })

  /// A chain of operations on one number, recorded and differentiated.
  private static let graph = SizeSweep(
    name: "graph", sizeName: "operations", unit: "ns/operation",
    sizes: [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000],
    prepare: { size in
      let start = Tensor([0.5], dtype: .float32)
      return {
        _ = valueAndGradient(at: start) { x in
          var y = x
          for _ in 0..<size { y = y * 0.999 }
          return y.sum()
        }
      }
    },
    value: { $1 * 1e9 / Double($0) })

  /// The median of several timings of one size, each long enough for the clock.
  func measure(_ size: Int, repeats: Int) -> Point {
    let work = prepare(size)
    work()
    var runs = 1
    var elapsed = SizeSweep.time(runs, work)
    while elapsed < 0.01, runs < 1 << 20 {
      runs *= 2
      elapsed = SizeSweep.time(runs, work)
    }
    let times = (0..<repeats).map { _ in SizeSweep.time(runs, work) / Double(runs) }
    let seconds = Comparison.median(times)
    return Point(size: size, seconds: seconds, value: value(size, seconds))
  }

  private static func time(_ runs: Int, _ work: () -> Void) -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    for _ in 0..<runs { work() }
    return Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
  }

  /// The cost of one run against the size, both logarithmic: straight where there is no cliff.
  func panel(_ points: [Point]) -> Panel {
    let xs = points.map { Double($0.size) }
    let ys = points.map(\.seconds)
    return Panel(
      name, x: Axis(sizeName, scale: .logarithmic), y: Axis("seconds", scale: .logarithmic),
      layers: [.line(xs, ys, color: .series(0)), .markers(xs, ys, color: .series(0), radius: 3)])
  }
}
