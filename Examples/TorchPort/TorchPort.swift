// train.py, line by line: the same seed gives the same data, weights, batches, dropped units and losses.
import Descent
import Foundation

var generator = Generator(seed: 7)

// Points around the origin at two distances.
let angle = Tensor.rand([600], using: &generator) * (2 * Double.pi)
let ring = Tensor.randint([600], to: 2, using: &generator)
let radius = 1 + ring.converted(to: .float32) + 0.2 * Tensor.randn([600], using: &generator)
let x = Tensor.stack([radius * angle.cos(), radius * angle.sin()], axis: 1)
let (train, test) = (x[..<500], x[500...])
let (trainRing, testRing) = (ring[..<500], ring[500...])

var model = Sequential(
  Linear(from: 2, to: 32, hasBias: false, using: &generator),
  BatchNorm1d(32),
  ReLU(),
  Dropout(0.2),
  Linear(from: 32, to: 32, using: &generator),
  Tanh(),
  Linear(from: 32, to: 2, using: &generator)
)
let criterion = { @Sendable (output: Tensor, target: Tensor) in
  crossEntropy(output, target, labelSmoothing: 0.05)
}
// The schedule is a function of the step: there is no scheduler to call, nor to forget.
let optimizer = AdamW(
  learningRate: .cosine(from: 3e-2, over: 64), weightDecay: 0.1
).except(where: { $0.shape.rank < 2 }) { $0.weightDecay = 0 }
var state = OptimizerState()
var transforms = GradientTransforms(ClipByGlobalNorm(1))
let loader = DataLoader(Examples(inputs: train, targets: trainRing), batchSize: 32)

for epoch in 0..<4 {
  var batches = loader.pass(using: &generator)
  while let (batch, _) = batches.next(using: &generator) {
    var context = Context.training(using: generator)
    // Gradients are returned, so there are none to set to zero.
    let (loss, gradients) = valueAndGradient(at: model) { model in
      criterion(model(batch.inputs, in: &context), batch.targets)
    }
    try state.update(&model, along: gradients, using: optimizer, transforms: &transforms)
    model.applyUpdates(from: &context)
    generator = context.generator
    print("loss \(loss.scalar)")
  }

  // A call without a context is an evaluation, and outside of `valueAndGradient` nothing is recorded.
  let output = model(test)
  let right = output.argmax(axis: 1) .== testRing.converted(to: .int32)
  let accuracy = right.converted(to: .float32).mean().scalar
  let loss = criterion(output, testRing).scalar
  print("epoch \(epoch): test loss \(loss), accuracy \(String(format: "%.2f", accuracy))")
}
