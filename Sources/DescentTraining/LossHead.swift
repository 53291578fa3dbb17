import DescentLayers
import DescentTensor

/// One of several losses that are brought down together.
public struct LossHead: Sendable, Hashable {
  /// Its name.
  public let name: String
  /// By what it is multiplied in the sum.
  public let weight: Double

  /// A loss by its name.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - weight: By what it is multiplied in the sum.
  /// - Precondition: The weight is finite.
  public init(_ name: String, weight: Double = 1) {
    precondition(weight.isFinite, "LossHead: the weight of \(name) is \(weight)")
    self.name = name
    self.weight = weight
  }

  /// Σ wₖ Lₖ.
  static func sum(_ losses: [Tensor], _ heads: [LossHead]) -> Tensor {
    precondition(
      losses.count == heads.count, "Trainer: \(losses.count) losses for \(heads.count) heads")
    let weighted = zip(losses, heads).map { $1.weight == 1 ? $0 : $0 * $1.weight }
    return weighted.dropFirst().reduce(weighted[0], +)
  }
}

/// What one of several losses has to do with a step.
///
/// Where one head's share is near 1 the others are hardly trained; where an alignment is below 0 the
/// step makes that head worse, to first order.
public struct HeadReport: Sendable, Hashable {
  /// The head's name.
  public let name: String
  /// Its loss, without its weight.
  public let loss: Double
  /// The Euclidean norm of its gradient, with its weight: ‖wₖ ∇Lₖ‖.
  public let gradientNorm: Double
  /// Its share of the heads' norms: ‖wₖ ∇Lₖ‖ / Σⱼ ‖wⱼ ∇Lⱼ‖; 0 where all are 0.
  public let share: Double
  /// The cosine between its gradient and that of the sum; 0 where either is 0.
  public let alignment: Double
}

extension Trainer {
  /// Whether the step that comes measures the heads.
  var measuresHeads: Bool {
    guard let headInterval, headLosses != nil else { return false }
    return state.step % Int64(headInterval) == 0
  }

  /// What each head has to do with a step along `gradient`, on a batch and with random numbers of the
  /// step.
  func headReports(
    of model: Model, _ batch: Batch, in context: Context, along gradient: Gradients
  ) -> [HeadReport] {
    guard let headLosses else { return [] }
    let found = heads.enumerated().map { k, head in
      var context = context
      var (value, part) = valueAndGradient(at: model) { headLosses($0, batch, &context)[k] }
      if head.weight != 1 { part.scale(by: head.weight) }
      return (loss: value.scalar, norm: part.norm, alignment: part.cosine(to: gradient))
    }
    let total = found.reduce(0) { $0 + $1.norm }
    return zip(heads, found).map { head, part in
      HeadReport(
        name: head.name, loss: part.loss, gradientNorm: part.norm,
        share: total > 0 ? part.norm / total : 0, alignment: part.alignment)
    }
  }
}

extension Gradients {
  /// ⟨a, b⟩ / (‖a‖ ‖b‖) over all parameters, tied ones counted once; 0 where either is 0.
  func cosine(to other: Gradients) -> Double {
    var (a, b) = (self, other)
    a.makeDense()
    b.makeDense()
    var (seen, dot, squares) = (Set<Parameter.ID>(), 0.0, (0.0, 0.0))
    // Divided by the norms first, so that no product overflows or vanishes.
    let (s, t) = (a.norm, b.norm)
    guard s > 0, t > 0, s.isFinite, t.isFinite else { return 0 }
    for i in a.values.indices where seen.insert(a.ids[i]).inserted {
      for (x, y) in zip(a.values[i].doubles, b.values[i].doubles) {
        dot += (x / s) * (y / t)
        squares.0 += (x / s) * (x / s)
        squares.1 += (y / t) * (y / t)
      }
    }
    return dot / (squares.0 * squares.1).squareRoot()
  }
}
