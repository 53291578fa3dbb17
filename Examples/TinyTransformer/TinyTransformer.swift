// A small transformer learns the letters of a small language, and then speaks it.
import Descent
import Foundation

// The language: who does something decides what it does, so that a verb takes a look back.
let deeds = [("cat", "purrs at"), ("dog", "barks at"), ("owl", "hoots at"), ("fox", "yelps at")]
var language: [String] = []
for mood in ["old", "small", "quiet", "brave"] {
  for (who, does) in deeds {
    for (whom, _) in deeds { language.append("the \(mood) \(who) \(does) the \(whom)") }
  }
}
var generator = Generator(seed: 1)
let chosen = generator.integers(in: 0..<language.count, count: 2000)
let text = chosen.map { language[$0] + ". " }.joined()
let letters = Set(text).sorted()
let codes = Tensor(text.map { Int64(letters.firstIndex(of: $0) ?? 0) })
let (window, width) = (48, 48)

/// Attention to what came before, and a perceptron for each place, each around a normalization.
struct Block: Layer {
  var attention: MultiheadAttention, perceptron: Sequential
  var first = LayerNorm(width), second = LayerNorm(width)

  init(using generator: inout Generator) {
    attention = MultiheadAttention(width, heads: 4, isBatchFirst: true, using: &generator)
    perceptron = Sequential(
      Linear(from: width, to: 4 * width, using: &generator), GELU(),
      Linear(from: 4 * width, to: width, using: &generator))
  }

  func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    let y = x + attention(first(x, in: &context), isCausal: true, in: &context)
    return y + perceptron(second(y, in: &context), in: &context)
  }

  mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("first", &first)
    visitor.visit("attention", &attention)
    visitor.visit("second", &second)
    visitor.visit("perceptron", &perceptron)
  }
}

/// From codes [samples, length] to scores of the next letter [samples, length, letters].
struct Transformer: Layer {
  var letter: Embedding, place: Embedding, body: Sequential

  init(using generator: inout Generator) {
    letter = Embedding(letters.count, width: width, using: &generator)
    place = Embedding(weight: 0.1 * Tensor.randn([window, width], using: &generator))
    body = Sequential(
      Block(using: &generator), Block(using: &generator), LayerNorm(width),
      Linear(from: width, to: letters.count, using: &generator))
  }

  func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    let places = place(Tensor.range(to: Double(x.shape[1]), dtype: .int64), in: &context)
    return body(letter(x, in: &context) + places, in: &context)
  }

  mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("letter", &letter)
    visitor.visit("place", &place)
    visitor.visit("body", &body)
  }
}

let steps = 400
var model = Transformer(using: &generator)
print("\(letters.count) letters, \(model.parameterCount) weights")
// Matrices decay; biases, normalizations and the tables do not.
let rule = AdamW(
  learningRate: .warmupCosine(peak: 6e-3, to: 1e-4, warmup: 40, over: Int64(steps)),
  beta2: 0.99, weightDecay: 0.1
).except(where: { $0.shape.rank < 2 || !$0.path.hasPrefix("body") }) { $0.weightDecay = 0 }
for finding in lint(model: model, optimizer: rule, steps: steps) { print(finding) }
var trainer = Trainer(rule) { (model: Transformer, batch: Examples, context: inout Context) in
  crossEntropy(model(batch.inputs, in: &context).transposed(1, 2), batch.targets)
}
trainer.transforms = GradientTransforms(ClipByGlobalNorm(1))
var context = Context.training(using: generator)
for step in 1...steps {
  let starts = context.generator.integers(in: 0..<codes.count - window, count: 16)
  let batch = Examples(
    inputs: .stack(starts.map { codes[$0..<$0 + window] }),
    targets: .stack(starts.map { codes[$0 + 1...$0 + window] }))
  let loss = try trainer.step(&model, on: batch, in: &context).report.loss
  if step % 50 == 0 { print("step \(step): loss \(loss)") }
}
var said = Array(codes[..<2].elements(as: Int64.self))
while said.count < 400 {
  let scores = model(Tensor(Array(said.suffix(window))).reshaped(to: [1, -1]))
  let odds = scores[0, -1].softmax().elements(as: Float.self)
  said.append(Int64(context.generator.multinomial(odds, samples: 1)[0]))
}
let speech = String(said.map { letters[Int($0)] })
let sentences = speech.components(separatedBy: ". ").dropLast()
print(speech)
print("\(sentences.count(where: language.contains)) of \(sentences.count) sentences are right")
