import Descent
import DescentLab

extension Workload {
  /// tanh(w₀)² + 0.01 |w₁| + σ(w₁) from (−4, 5), Adam(0.3), 300 eager steps.
  static let surfaceEager = Workload(
    name: "surface", unit: "us/step",
    prepare: {
      {
        var w = Tensor([-4, 5], dtype: .float32)
        var state = OptimizerState()
        let optimizer = Adam(learningRate: 0.3)
        for _ in 0..<300 {
          let gradient = valueAndGradient(at: w, of: surface).gradient
          state.update(&w, along: gradient, using: optimizer)
        }
      }
    },
    value: { $0 / 300 * 1e6 })

  /// The same, recorded once and replayed.
  static let surfaceReplayed = Workload(
    name: "surface_replayed", unit: "us/step", mode: "replayed",
    prepare: {
      let function = ReplayedFunction(surface)
      return {
        var w = Tensor([-4, 5], dtype: .float32)
        var state = OptimizerState()
        let optimizer = Adam(learningRate: 0.3)
        for _ in 0..<300 {
          let gradient = function.valueAndGradient(at: w).gradient
          state.update(&w, along: gradient, using: optimizer)
        }
      }
    },
    value: { $0 / 300 * 1e6 })

  /// Linear(1000, 1) on 64 random rows, sum of squared errors, Adam(1e-3), 500 steps.
  static let perceptron = Workload(
    name: "perceptron", unit: "us/step", mode: "replayed",
    prepare: {
      var generator = Generator(seed: 545345)
      let x = Tensor.randn([64, 1000], using: &generator)
      let y = Tensor.randn([64, 1], using: &generator)
      let model = Linear(from: 1000, to: 1, using: &generator)
      return steps(500, model, on: [x, y]) { model, batch in
        meanSquaredError(model(batch[0]), batch[1], reduction: .sum)
      }
    },
    value: { $0 / 500 * 1e6 })

  /// Linear(1, 1) on 1,000 random scalars, mean squared error, Adam(1e-3), 500 steps.
  static let lineFit = Workload(
    name: "linefit", unit: "us/step", mode: "replayed",
    prepare: {
      var generator = Generator(seed: 1)
      let x = Tensor.randn([1000, 1], using: &generator)
      let model = Linear(from: 1, to: 1, using: &generator)
      return steps(500, model, on: [x]) { meanSquaredError($0($1[0]), $1[0]) }
    },
    value: { $0 / 500 * 1e6 })

  /// 784-512-256-10, ReLU, cross-entropy, Adam, a fixed batch of 128, 50 steps.
  static let mlp = Workload(
    name: "mlp", unit: "samples/s", mode: "replayed",
    prepare: {
      var generator = Generator(seed: 1)
      let x = Tensor.rand([128, 784], using: &generator)
      let y = Tensor.randint([128], to: 10, using: &generator)
      let model = Sequential(
        Linear(from: 784, to: 512, using: &generator), ReLU(),
        Linear(from: 512, to: 256, using: &generator), ReLU(),
        Linear(from: 256, to: 10, using: &generator))
      return steps(50, model, on: [x, y]) { crossEntropy($0($1[0]), $1[1]) }
    },
    value: { 50 * 128 / $0 })

  /// The four-headed residual network on a fixed batch of 64 images, Adam, 10 steps.
  static let cnn = Workload(
    name: "cnn", unit: "samples/s", mode: "replayed",
    prepare: {
      var generator = Generator(seed: 1)
      let x = Tensor.rand([64, 1, 28, 28], using: &generator)
      let there = Tensor.randint([64, 1], to: 2, using: &generator).converted(to: .float32)
      let targets =
        [there]
        + FourHeadedNetwork.widths.dropFirst().map { Tensor.randn([64, $0], using: &generator) }
      return steps(10, FourHeadedNetwork(using: &generator), on: [x] + targets) { model, batch in
        model.loss(batch[0], Array(batch[1...]))
      }
    },
    value: { 640 / $0 })

  /// Trains a model for some steps on the same batch, going on where the run before stopped; the steps
  /// are replayed, as a trainer's are.
  private static func steps<M: Module>(
    _ count: Int, _ model: M, on batch: [Tensor],
    _ loss: @escaping @Sendable (M, [Tensor]) -> Tensor
  ) -> () -> Void {
    var model = model
    var state = OptimizerState()
    var context = Context.training(using: Generator(seed: 1))
    let optimizer = Adam()
    let step = ReplayedLoss { (model: M, batch: [Tensor], _: inout Context) in loss(model, batch) }
    return {
      for _ in 0..<count {
        let gradients = step.valueAndGradient(at: model, batch, in: &context).gradient
        state.update(&model, along: gradients, using: optimizer)
      }
    }
  }
}
