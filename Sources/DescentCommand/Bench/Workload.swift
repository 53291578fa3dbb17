import DescentTensor
import Foundation

/// One reference workload: the same work on every library, so that a ratio means something.
struct Workload: Sendable {
  /// Its name, the same for all libraries.
  let name: String
  /// What its value counts.
  let unit: String
  /// Whether it records its steps and replays them.
  var mode = "eager"
  /// Prepares the work and returns what is timed.
  let prepare: @Sendable () -> () -> Void
  /// The value for the seconds that one run of the work takes.
  let value: @Sendable (_ seconds: Double) -> Double
  /// Whether large matrix products are this library's own, whatever the machine has.
  var isEmbedded = false

  /// Who computes its large matrix products.
  var backend: String { isEmbedded ? "embedded" : ProductBackend.name }

  /// The workloads, from the smallest on.
  static let all =
    [
      surfaceEager, surfaceReplayed, perceptron, lineFit, grid, gridReplayed, mlp, cnn,
      hessianVector, hessianVectorReplayed, matrixProduct, embeddedProduct, stream, csv,
    ] + files + optimizers

  /// The value for the median time of several runs, after one that does not count, and the most bytes
  /// that its tensors had in one more run.
  func measure(_ repeats: Int) -> (value: Double, peakBytes: Int) {
    let work = prepare()
    let times = Workload.time([work], repeats)[0]
    TensorMemory.resetPeak()
    work()
    return (value(Comparison.median(times)), TensorMemory.peakBytes)
  }

  /// The values of several workloads of which each has its turn in every round, so that what
  /// disturbs the machine disturbs all alike.
  static func measureInTurns(_ workloads: [Workload], _ repeats: Int) -> [Double] {
    let times = time(workloads.map { $0.prepare() }, repeats)
    return zip(workloads, times).map { $0.value(Comparison.median($1)) }
  }

  private static func time(_ works: [() -> Void], _ repeats: Int) -> [[Double]] {
    for work in works { work() }
    var times: [[Double]] = Array(repeating: [], count: works.count)
    for _ in 0..<repeats {
      for (index, work) in works.enumerated() {
        let start = DispatchTime.now().uptimeNanoseconds
        work()
        times[index].append(Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9)
      }
    }
    return times
  }
}
