// Four questions about one picture, four losses, one trunk: which head pulls how hard?
//
// The network of "Adam optimizer goes haywire after 200k batches" (Stack Overflow, 2017) with its
// settings: convolutions with residual connections, then a head each for whether an arrow is there, how
// it is turned, how long it is, and where; Adam with a rate and an ε of 1e-4; clipping by average norm.
import Descent
import Foundation

/// Pictures [count, 1, 28, 28] and answers: there, (sin, cos) of the angle, length, place in pixels.
func arrows(_ count: Int, using generator: inout Generator) -> [Tensor] {
  let drawn = Tensor.uniform([count, 5], from: -1, to: 1, using: &generator)
  let isThere = (drawn[.all, 0..<1] .> 0).converted(to: .float32)
  let (angle, length) = (.pi * drawn[.all, 1..<2], 4 + 2 * drawn[.all, 2..<3])
  let (sine, cosine, place) = (angle.sin(), angle.cos(), 7 * drawn[.all, 3...])
  func each(_ number: Tensor) -> Tensor { number.reshaped(to: [count, 1, 1, 1]) }
  let pixel = Tensor.range(to: 28) - 13.5
  let x = pixel.reshaped(to: [1, 1, 1, 28]) - each(place[.all, 0..<1])
  let y = pixel.reshaped(to: [1, 1, 28, 1]) - each(place[.all, 1..<2])
  let along = x * each(cosine) + y * each(sine)
  let across = y * each(cosine) - x * each(sine)
  let shape = (-across.squared() / 2 - 2 * (along / each(length)).squared()).exp()
  let noise = Tensor.normal([count, 1, 28, 28], standardDeviation: 0.1, using: &generator)
  let pictures = 2 * shape * along.sigmoid() * each(isThere) + noise  // brighter towards the head
  return [pictures, isThere, .concatenate([sine, cosine], axis: 1), length, place]
}

struct Network: Module {
  var trunk: Sequential, heads: [Sequential]

  init(using generator: inout Generator) {
    func conv(_ from: Int, _ to: Int) -> Conv2d {
      Conv2d(from: from, to: to, kernel: 3, padding: 1, using: &generator)
    }
    func block(_ n: Int) -> Residual { Residual { Sequential(conv(n, n), ReLU(), conv(n, n)) } }
    func linear(_ from: Int, _ to: Int) -> Linear { Linear(from: from, to: to, using: &generator) }
    trunk = Sequential(
      conv(1, 8), ReLU(), MaxPool2d(2), block(8), ReLU(),
      conv(8, 16), ReLU(), MaxPool2d(2), block(16), ReLU(), Flatten())
    heads = [1, 2, 1, 2].map { Sequential(linear(16 * 7 * 7, 64), ReLU(), linear(64, $0)) }
  }

  mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("trunk", &trunk)
    for i in heads.indices { visitor.visit("heads.\(i)", &heads[i]) }
  }

  /// Cross-entropy of the first head, mean squared errors of the others where there is an arrow.
  func losses(_ batch: [Tensor], in context: inout Context) -> [Tensor] {
    let (features, isThere) = (trunk(batch[0], in: &context), batch[1])
    return heads.indices.map { i in
      let answer = heads[i](features, in: &context)
      if i == 0 { return binaryCrossEntropy(logits: answer, isThere) }
      return (isThere * (answer - batch[i + 1]).squared()).mean()
    }
  }
}

/// Each head's loss by itself, its share of the sum, and its share of the pull on the trunk.
func report(_ title: String, _ model: Network, _ batch: [Tensor]) {
  let heads = model.heads.indices.map { i in
    var context = Context.evaluation
    return valueAndGradient(at: model) { $0.losses(batch, in: &context)[i] }
  }
  let losses = heads.map(\.value.scalar)
  let pulls = heads.map { head in
    let trunk = head.gradient.values.prefix(model.trunk.parameters.count)
    return trunk.reduce(0) { $0 + $1.squared().sum().scalar }.squareRoot()
  }
  let (loss, pull) = (losses.reduce(0, +), pulls.reduce(0, +))
  print(title, String(format: "loss %.4f", loss))
  for (i, name) in ["there ", "angle ", "length", "place "].enumerated() {
    let numbers = [losses[i], 100 * losses[i] / loss, 100 * pulls[i] / pull]
    let format = "%8.4f, %4.1f %% of the loss, %4.1f %% of the pull on the trunk"
    print("  \(name)", String(format: format, arguments: numbers))
  }
}

var generator = Generator(seed: 1)
let (pictures, unseen) = (arrows(4096, using: &generator), arrows(256, using: &generator))
let loader = DataLoader(.shuffled(4096), batchSize: 64) { k in pictures.map { $0.gather(k) } }
var model = Network(using: &generator)
var context = Context.training(using: generator)
let rule = Adam(learningRate: 1e-4, epsilon: 1e-4)
var (state, transforms) = (OptimizerState(), GradientTransforms(ClipByAverageNorm(2)))
let step = ReplayedLoss { (model: Network, batch: [Tensor], context: inout Context) in
  model.losses(batch, in: &context).reduce(Tensor(0, dtype: .float32), +)
}
report("before:  ", model, unseen)
var clipped = 0
for epoch in 1...5 {
  var batches = loader.pass(using: &context.generator)
  while let (batch, _) = batches.next(using: &context.generator) {
    let gradients = step.valueAndGradient(at: model, batch, in: &context).gradient
    clipped += try state.update(
      &model, along: gradients, using: rule, transforms: &transforms)[0].hits
  }
  report("epoch \(epoch):", model, unseen)
}
print("tensors clipped in \(state.step) steps: \(clipped)")
