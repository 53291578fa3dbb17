import DescentTensor

/// Any rule, with slow weights that follow it every k steps.
///
///     θₜ = base(θₜ₋₁)
///     every k steps   φ ← φ + α (θ − φ),   θ ← φ
///
///     let optimizer = Lookahead(AdamW(learningRate: 3e-4), every: 5, share: 0.5)
///
/// The weights to evaluate are the slow ones, φ: ``OptimizerState/evaluationModel(of:using:)``. Right
/// after every k-th step they are the model's own.
///
/// - SeeAlso: Zhang, Lucas, Hinton & Ba, *Lookahead Optimizer: k steps forward, 1 step back*
///   (arXiv:1907.08610), Algorithm 1. Order of operations: pytorch_optimizer.Lookahead, 4.1.
public struct Lookahead<Base: Optimizer>: Optimizer {
  /// What happens to the base's momentum when the weights are pulled back.
  public enum Momentum: String, Sendable, Hashable, CaseIterable {
    /// It goes on as it is.
    case keep
    /// It starts again from 0.
    case reset
    /// It is pulled back towards a slow one, as the weights are.
    case pullBack
  }

  /// The rule of the fast weights.
  public var base: Base
  /// k, the number of fast steps to a slow one.
  public var interval: Int
  /// α, how much of the way to the fast weights a slow step goes.
  public var share: Double
  /// What happens to the base's momentum.
  public let momentum: Momentum

  /// A rule with slow weights.
  ///
  /// - Precondition: The base has no groups of parameters; they go around: `Lookahead(rule)`
  ///   `.except(where:)`. k is at least 1; α is at least 0 and at most 1. The momentum is kept unless the
  ///   base has a buffer called `momentum_buffer` or `exp_avg`.
  public init(
    _ base: Base, every interval: Int = 5, share: Double = 0.5, momentum: Momentum = .keep
  ) {
    precondition(
      base.grouping == nil,
      "Lookahead: the base has groups; write Lookahead(rule).except(where:) instead")
    precondition(interval >= 1, "Lookahead: every \(interval) steps; expected at least 1")
    precondition(
      share >= 0 && share <= 1, "Lookahead: share must be at least 0 and at most 1, not \(share)")
    self.base = base
    self.interval = interval
    self.share = share
    self.momentum = momentum
    precondition(
      momentum == .keep || momentumSlot != nil,
      "Lookahead: the momentum cannot be \(momentum): the base keeps \(base.slots), no momentum")
  }

  private static var slowWeights: String { "slow_params" }
  private static var slowMomentum: String { "slow_momentum" }

  private var momentumSlot: Int? {
    base.slots.firstIndex { $0 == "momentum_buffer" || $0 == "exp_avg" }
  }

  /// The base's buffers and the slow weights; with `pullBack` a slow momentum too.
  public var slots: [String] {
    base.slots + [Self.slowWeights] + (momentum == .pullBack ? [Self.slowMomentum] : [])
  }

  /// The slow weights start at the parameter, a slow momentum at zeros.
  public func initialValue(ofSlot slot: String, for parameter: Tensor) -> Tensor {
    switch slot {
    case Self.slowWeights: parameter.detached
    case Self.slowMomentum: Tensor(zerosLike: parameter)
    default: base.initialValue(ofSlot: slot, for: parameter)
    }
  }

  /// The base's.
  public var sharedValues: [(name: String, initial: Double)] { base.sharedValues }
  /// The base's.
  public var passes: Int { base.passes }
  /// The base's.
  public func begin(pass: Int, step: Int64, shared: inout [Double]) {
    base.begin(pass: pass, step: step, shared: &shared)
  }

  /// The base's learning rate.
  public var learningRate: Schedule {
    get { base.learningRate }
    set { base.learningRate = newValue }
  }

  /// Moves by the base, and back to the slow weights every k steps.
  public func update(_ parameter: borrowing ParameterUpdate) {
    base.update(parameter)
    guard parameter.pass == passes - 1, (parameter.updates + 1) % Int64(interval) == 0 else {
      return
    }
    let slow = base.slots.count
    parameter.weights = lerp(parameter.weights, parameter[slot: slow], 1 - share)
    parameter[slot: slow] = parameter.weights
    guard let k = momentumSlot else { return }
    switch momentum {
    case .keep: break
    case .reset: parameter[slot: k] = Tensor(zerosLike: parameter.weights)
    case .pullBack:
      parameter[slot: k] = lerp(parameter[slot: k], parameter[slot: slow + 1], 1 - share)
      parameter[slot: slow + 1] = parameter[slot: k]
    }
  }

  /// The base's.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    base.secondMoment(of: parameter)
  }

  /// The slow weights.
  public func evaluationWeights(_ weights: Tensor, slots: [Tensor], group: Int) -> Tensor {
    slots[base.slots.count]
  }
}
