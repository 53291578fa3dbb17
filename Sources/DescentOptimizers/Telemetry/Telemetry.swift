import CDescentKernels
import DescentTensor

/// What an update did, parameter by parameter, measured while it passed over them.
///
/// ```swift
/// var w = Tensor([3.0, 4])
/// var (state, telemetry) = (OptimizerState(), Telemetry())
/// let gradient = Tensor([1.0, 0])
/// state.update(&w, along: gradient, using: SGD(learningRate: 0.5), telemetry: &telemetry)
/// print(telemetry.updateNorm)  // 0.5
/// ```
///
/// Weights and buffers move by the same bits as without. For ``Adam`` and ``AdamW`` the numbers are
/// taken in the same pass, which costs a few hundredths of a large update; the other rules pass over
/// each piece again while it is in cache. Hand the same value over at every step: it keeps its memory.
public struct Telemetry: Sendable {
  /// The update that it is of, counted from 0; nil before the first.
  public private(set) var step: Int64?
  /// Of every parameter, in visiting order; nil for one that the update left alone, because it is
  /// frozen or was skipped.
  public internal(set) var parameters: [UpdateStatistics?] = []
  /// The paths of the parameters, in the same order; of tensors that are in no model, their numbers.
  public private(set) var paths: [String] = []
  /// What the transforms did; empty if the update did not go through any.
  public internal(set) var transforms: [TransformReport] = []

  private var counts: [Int] = []
  /// Where the pieces of each parameter begin in `pieces`.
  private var firstPiece: [Int] = []
  private var pieces: [dk_statistics] = []

  /// Nothing measured yet.
  public init() {}

  /// What is known of the parameter of a path.
  public subscript(path: String) -> UpdateStatistics? {
    paths.firstIndex(of: path).flatMap { $0 < parameters.count ? parameters[$0] : nil }
  }

  /// The norm of the whole update, tied parameters counted as often as they are there.
  public var updateNorm: Double { norm(\.updateNorm) }
  /// The norm of all parameters after the update, tied ones counted as often as they are there.
  public var parameterNorm: Double { norm(\.parameterNorm) }

  private func norm(_ part: (UpdateStatistics) -> Double) -> Double {
    parameters.reduce(0) { sum, known in
      let norm = known.map(part) ?? 0
      return sum + norm * norm
    }.squareRoot()
  }

  /// Measures one update.
  mutating func measure(
    step: Int64, counts: [Int], paths: [String], _ update: (StatisticsRecorder) -> Void
  ) {
    self.paths = paths
    if counts != self.counts {
      self.counts = counts
      firstPiece = []
      var next = 0
      for count in counts {
        firstPiece.append(next)
        next += max(1, (count + StatisticsRecorder.piece - 1) / StatisticsRecorder.piece)
      }
      firstPiece.append(next)
      pieces = Array(repeating: dk_statistics(), count: next)
    }
    self.step = step
    transforms = []
    let untouched = StatisticsRecorder.untouched
    for first in firstPiece.dropLast() { pieces[first].count = untouched }
    parameters = pieces.withUnsafeMutableBufferPointer { pieces in
      firstPiece.withUnsafeBufferPointer { first in
        guard let start = pieces.baseAddress, let firsts = first.baseAddress else { return [] }
        update(StatisticsRecorder(pieces: start, first: firsts))
        return counts.indices.map { i in
          UpdateStatistics(start + first[i], first[i + 1] - first[i], count: counts[i])
        }
      }
    }
  }
}

extension Telemetry: Hashable {
  /// Whether both say the same.
  public static func == (a: Telemetry, b: Telemetry) -> Bool {
    a.step == b.step && a.paths == b.paths && a.parameters == b.parameters
      && a.transforms == b.transforms
  }

  /// Hashes the step and the numbers.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(step)
    hasher.combine(parameters)
  }
}

extension Telemetry {
  /// The same numbers without the memory that measuring takes: what is kept of a step.
  public var withoutMemory: Telemetry {
    var copy = self
    (copy.counts, copy.firstPiece, copy.pieces) = ([], [], [])
    return copy
  }

  /// Adds what the transforms of the update did.
  public mutating func add(_ reports: [TransformReport]) {
    transforms = reports
    for i in parameters.indices where parameters[i] != nil {
      parameters[i]?.clipHits = reports.reduce(0) { hits, report in
        hits + (i < report.parameterHits.count ? report.parameterHits[i] : 0)
      }
    }
  }
}
