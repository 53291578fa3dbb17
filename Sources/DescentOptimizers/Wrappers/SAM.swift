import DescentTensor

/// Sharpness-aware minimization: any rule, along the gradient of the worst place nearby.
///
///     ε = ρ ∇f(θ) / (‖∇f(θ)‖ + δ)
///     θ ← base(θ, ∇f(θ + ε))
///
/// and, adaptive, ε = ρ θ² ∇f / (‖ |θ| ∇f ‖ + δ), which does not change when a layer's weights are
/// scaled. Each step takes two gradients, and so two passes of a batch through the model:
///
///     let optimizer = SAM(SGD(learningRate: 0.1, momentum: 0.9), rho: 0.05)
///     for batch in batches {
///       let loss = optimizer.step(&model, state: &state) { meanSquaredError($0(batch.x), batch.y) }
///     }
///
/// The weights are those before the climb when the base moves them, to the bit: the climb is a copy.
///
/// - Note: Here δ is 1e-12, added after the root, as in the authors' code. The norm is over the whole model,
///   tied parameters counted once, and added up in double precision.
/// - Note: The loss closure is called twice; statistics that it gathers on the way, as batch
///   normalization does, must not be gathered in the second.
/// - SeeAlso: Foret, Kleiner, Mobahi & Neyshabur, *Sharpness-Aware Minimization for Efficiently
///   Improving Generalization* (arXiv:2010.01412), Algorithm 1; Kwon et al., *ASAM*
///   (arXiv:2102.11600). Behaviour: pytorch_optimizer.SAM, 4.1.
public struct SAM<Base: Optimizer>: Sendable {
  /// The rule that moves the weights.
  public var base: Base
  /// ρ, how far the climb goes.
  public var rho: Double
  /// Whether the climb is measured in each weight's own size.
  public var adaptive: Bool

  /// A rule that climbs before it steps.
  ///
  /// - Parameters:
  ///   - base: The rule that moves the weights.
  ///   - rho: ρ.
  ///   - adaptive: Whether the climb is measured in each weight's own size.
  /// - Precondition: The distance ρ is at least 0 and finite.
  public init(_ base: Base, rho: Double = 0.05, adaptive: Bool = false) {
    precondition(
      rho >= 0 && rho.isFinite, "SAM: rho must be a finite number of at least 0, not \(rho)")
    self.base = base
    self.rho = rho
    self.adaptive = adaptive
  }

  /// Moves a model by one step.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - state: What the base remembers of it.
  ///   - loss: Computes one element from the model that it is given; it is called twice.
  /// - Returns: The loss at the model as it was.
  @discardableResult
  public func step<Model: Module>(
    _ model: inout Model, state: inout OptimizerState, loss: (Model) throws -> Tensor
  ) rethrows -> Tensor {
    let (value, gradients) = try valueAndGradient(at: model, of: loss)
    let climbed = climbed(model, along: gradients)
    let (_, gradientsThere) = try valueAndGradient(at: climbed, of: loss)
    state.update(&model, along: gradientsThere, using: base)
    return value
  }

  /// The model at the worst place nearby, to first order: θ + ε.
  ///
  /// - Parameters:
  ///   - model: θ.
  ///   - gradients: The gradient there.
  /// - Returns: A copy at θ + ε.
  public func climbed<Model: Module>(_ model: Model, along gradients: Gradients) -> Model {
    let scale = rho / ((adaptive ? scaledNorm(model, gradients) : gradients.norm) + 1e-12)
    var copy = model
    copy.updateParameters { position, _, weights in
      let gradient = gradients.values[position]
      weights = weights + (adaptive ? weights.squared() * gradient : gradient) * scale
    }
    return copy
  }

  /// ‖ |θ| g ‖ over the whole model.
  private func scaledNorm(_ model: some Module, _ gradients: Gradients) -> Double {
    var seen = Set<Parameter.ID>()
    var total = 0.0
    for (entry, gradient) in zip(model.parameters, gradients.values)
    where seen.insert(entry.parameter.id).inserted {
      total += (entry.parameter.value * gradient).sumOfSquares
    }
    return total.squareRoot()
  }
}
