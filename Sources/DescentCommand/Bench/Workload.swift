import Foundation

/// One reference workload: the same work on every library, so that a ratio means something.
struct Workload: Sendable {
  /// Its name, the same for all libraries.
  let name: String
  /// What its value counts.
  let unit: String
  /// Prepares the work and returns what is timed.
  let prepare: @Sendable () -> () -> Void
  /// The value for the seconds that one run of the work takes.
  let value: @Sendable (_ seconds: Double) -> Double

  /// The workloads, from the smallest on.
  static let all = [
    surface, perceptron, lineFit, grid, mlp, hessianVector, matrixProduct,
  ]

  /// The value for the median time of several runs, after one that does not count.
  func measure(_ repeats: Int) -> Double {
    let work = prepare()
    work()
    let times = (0..<repeats).map { _ in
      let start = DispatchTime.now().uptimeNanoseconds
      work()
      return Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
    }.sorted()
    let middle = times.count / 2
    return value(
      times.count % 2 == 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2)
  }
}
