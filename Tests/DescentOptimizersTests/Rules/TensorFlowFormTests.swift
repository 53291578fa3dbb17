import DescentOptimizers
import DescentTensor
import Testing

/// Adam with ε before the correction, against the equations as TensorFlow's users quote them.
///
///     t ← t + 1,   αₜ ← α √(1 − β₂ᵗ) / (1 − β₁ᵗ)
///     m ← β₁ m + (1 − β₁) g
///     v ← β₂ v + (1 − β₂) g g
///     w ← w − αₜ m / (√v + ε)
@Suite("Adam with the epsilon of TensorFlow")
struct TensorFlowFormTests {
  struct Reference {
    var α = 1e-4, β1 = 0.9, β2 = 0.999, ε = 1e-4
    var w: Double, m = 0.0, v = 0.0, β1ᵗ = 1.0, β2ᵗ = 1.0

    mutating func step(_ g: Double) {
      β1ᵗ *= β1
      β2ᵗ *= β2
      let αₜ = α * (1 - β2ᵗ).squareRoot() / (1 - β1ᵗ)
      m = β1 * m + (1 - β1) * g
      v = β2 * v + (1 - β2) * g * g
      w -= αₜ * m / (v.squareRoot() + ε)
    }
  }

  @Test("60 steps of varying gradients", arguments: [1e-8, 1e-4, 1e-2, 0.1])
  func trajectory(epsilon: Double) {
    var generator = TestGenerator(state: 7)
    var w = Tensor([0.25, -1.5, 3.0, -1e-3, 7.0])
    var references = w.doubles.map { Reference(ε: epsilon, w: $0) }
    var state = OptimizerState()
    let rule = Adam(
      learningRate: 1e-4, epsilon: Schedule(epsilon), epsilonPlacement: .beforeCorrection)
    var torch = (w: w, state: OptimizerState())
    for step in 0..<60 {
      // Gradients that vanish, and are back at the end.
      let size = step < 50 ? 1 / Double(1 + step * step * step) : 1
      let gradients = references.map { _ in size * (generator.uniform() * 2 - 1) }
      state.update(&w, along: Tensor(gradients), using: rule)
      torch.state.update(
        &torch.w, along: Tensor(gradients),
        using: Adam(learningRate: 1e-4, epsilon: Schedule(epsilon)))
      for i in references.indices { references[i].step(gradients[i]) }
      for (i, value) in w.doubles.enumerated() {
        // The weight's own rounding, and that of every step so far, each of about α.
        let tolerance = 4 * references[i].w.ulp + Double(step + 1) * 1e-4 * .ulpOfOne
        #expect(abs(value - references[i].w) <= tolerance, "step \(step)")
      }
    }
    // The other placement is another rule.
    if epsilon >= 1e-4 {
      #expect(zip(w.doubles, torch.w.doubles).allSatisfy { abs($0 - $1) > 1e-9 })
    }
  }
}
