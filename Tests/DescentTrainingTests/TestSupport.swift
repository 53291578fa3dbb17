import DescentData
import DescentLayers
import DescentOptimizers
import DescentTensor
import DescentTraining

/// One weight w, for losses that can be worked out by hand.
struct Scale: Module {
  var w: Parameter

  init(_ value: Double) { w = Parameter(Tensor([value])) }

  var value: Double { w.value.scalar }

  mutating func visit(_ visitor: inout some ParameterVisitor) { visitor.visit("w", &w) }
}

/// Remembers every event and answers as it is told.
struct Recorder: TrainingObserver {
  var events: [TrainingEvent] = []
  var answer: @Sendable (TrainingEvent) -> Directive = { _ in .proceed }

  mutating func observe(_ event: TrainingEvent) -> Directive {
    events.append(event)
    return answer(event)
  }
}

extension Trainer {
  /// What the recorder among the observers has seen.
  var events: [TrainingEvent] {
    observers.lazy.compactMap { $0 as? Recorder }.first?.events ?? []
  }
}

/// Rows whose targets are a noisy line of their inputs, so that nothing is fitted exactly.
func noisyLine(rows: Int, using generator: inout Generator) -> Examples {
  let x = Tensor.normal([rows, 3], using: &generator)
  let noise = Tensor.normal([rows, 1], using: &generator)
  let line = x.matmul(Tensor([1, -2, 0.5], shape: [3, 1], dtype: .float32))
  return Examples(inputs: x, targets: line + noise * 0.3)
}

/// A small network with dropout, so that it draws random numbers while it trains.
func smallNetwork(using generator: inout Generator) -> Sequential {
  Sequential(
    Linear(from: 3, to: 8, using: &generator), Tanh(), Dropout(0.25),
    Linear(from: 8, to: 1, using: &generator))
}

/// A trainer of ``smallNetwork(using:)``.
func smallTrainer(_ observers: [any TrainingObserver] = []) -> Trainer<Sequential, Examples, AdamW>
{
  Trainer(AdamW(learningRate: 0.01), observers: observers) { model, batch, context in
    meanSquaredError(model(batch.inputs, in: &context), batch.targets)
  }
}

/// All weights of a model, one after the other.
func weights(_ model: some Module) -> [Double] {
  model.parameters.flatMap(\.parameter.value.doubles)
}
