import DescentLayers
import DescentTensor
import Testing

/// Dropout's mask, its scale, and its absence in evaluation.
@Suite struct DropoutTests {
  @Test func masksAreTheGenerators() {
    let x = numbers([4, 5], dtype: .float32)
    var context = Context.training(using: Generator(seed: 7))
    let y = Dropout(0.3)(x, in: &context)
    var generator = Generator(seed: 7)
    let mask = Tensor.dropoutMask([4, 5], probability: 0.3, using: &generator)
    #expect(y == x * mask)
    // The context's generator moved on as far as this one.
    #expect(context.generator == generator)
    let kept = Float(1) / Float(0.7)
    #expect(Set(mask.elements(as: Float.self)).isSubset(of: [0, kept]))
    #expect(Dropout(0.3)(x, in: &context) != y)
  }

  /// `torch.manual_seed(16645806); torch.nn.functional.dropout(torch.ones(20), 0.3)` of torch 2.15.
  @Test func masksAreTorchs() {
    var context = Context.training(using: Generator(seed: 16_645_806))
    let y = Dropout(0.3)(Tensor.ones([20]), in: &context)
    let kept: [Double] = [1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 0, 1]
    #expect(y == Tensor(kept.map { $0 * 1.4285714626312256 }, dtype: .float32))
  }

  @Test func evaluationChangesNothing() {
    let x = numbers([4, 5])
    #expect(Dropout(0.9)(x) == x)
    var context = Context.evaluation
    #expect(Sequential(Dropout(0.9), Dropout())(x, in: &context) == x)
  }

  @Test func theMeanStays() {
    var context = Context.training(using: Generator(seed: 3))
    let y = Dropout(0.25)(Tensor.ones([20_000], dtype: .float64), in: &context)
    // The standard error of the mean is √(p / (1 − p) / n) = 0.004.
    #expect(abs(y.mean().scalar - 1) < 0.02)
    let dropped = (y .== 0).converted(to: .float64).mean().scalar
    #expect(abs(dropped - 0.25) < 0.02)
  }

  @Test func extremesOfTheProbability() async {
    let x = numbers([6])
    var context = Context.training(using: Generator(seed: 3))
    #expect(Dropout(0)(x, in: &context) == x)
    #expect(Dropout(1)(x, in: &context) == Tensor(zerosLike: x))
    await #expect(processExitsWith: .failure) { _ = Dropout(1.5) }
    await #expect(processExitsWith: .failure) { _ = Dropout(.nan) }
  }

  @Test func gradientsPassWhereElementsDo() {
    let x = numbers([40])
    var context = Context.training(using: Generator(seed: 5))
    let y = Dropout(0.5)(x, in: &context)
    let (_, gradient) = valueAndGradient(at: x) { x in
      var context = Context.training(using: Generator(seed: 5))
      return Dropout(0.5)(x, in: &context).sum()
    }
    #expect(gradient == (y .== 0).select(Tensor.zeros([40], dtype: .float64), Tensor(2)))
  }
}
