extension Tensor {
  /// Uniform numbers from 0 up to, not including, 1: `torch.rand`.
  ///
  /// `float32` takes one word of the generator for each, `float64` two.
  ///
  /// - Parameters:
  ///   - shape: The shape.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the numbers come from.
  /// - Returns: The numbers.
  public static func rand(
    _ shape: Shape, dtype: DType = .float32, using generator: inout Generator
  ) -> Tensor {
    drawn(
      shape, dtype, "rand", Draw.Numbers(), { g, y, _ in g.fillUnit(y) },
      { g, y, _ in g.fillUnit(y) }, &generator)
  }

  /// Uniform numbers from `low` up to, not including, `high`: `uniform_(low, high)`.
  ///
  /// - Parameters:
  ///   - shape: The shape.
  ///   - low: The least.
  ///   - high: What all stay below.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the numbers come from.
  /// - Returns: The numbers.
  public static func uniform(
    _ shape: Shape, from low: Double, to high: Double, dtype: DType = .float32,
    using generator: inout Generator
  ) -> Tensor {
    drawn(
      shape, dtype, "uniform", Draw.Numbers(a: low, b: high),
      { g, y, with in g.fillUniform(y, from: with.a, to: with.b) },
      { g, y, with in g.fillUniform(y, from: with.a, to: with.b) }, &generator)
  }

  /// Standard normal numbers: `torch.randn`.
  ///
  /// Fewer than 16 of them come from another algorithm than 16 or more, as in torch; see
  /// ``Generator``.
  ///
  /// - Parameters:
  ///   - shape: The shape.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the numbers come from.
  /// - Returns: The numbers.
  public static func randn(
    _ shape: Shape, dtype: DType = .float32, using generator: inout Generator
  ) -> Tensor {
    normal(shape, dtype: dtype, using: &generator)
  }

  /// Normal numbers: `normal_(mean, standardDeviation)`.
  ///
  /// - Parameters:
  ///   - shape: The shape.
  ///   - mean: The mean.
  ///   - standardDeviation: The standard deviation, not negative.
  ///   - dtype: `float32` or `float64`.
  ///   - contiguous: False for the numbers that torch puts into a tensor that is not row-major, a
  ///     transposed one for example; they are given in the order of its memory.
  ///   - generator: Where the numbers come from.
  /// - Returns: The numbers, in memory order.
  public static func normal(
    _ shape: Shape, mean: Double = 0, standardDeviation: Double = 1, dtype: DType = .float32,
    contiguous: Bool = true, using generator: inout Generator
  ) -> Tensor {
    drawn(
      shape, dtype, "normal", Draw.Numbers(a: mean, b: standardDeviation, flag: contiguous),
      { g, y, with in
        g.fillNormal(y, mean: with.a, standardDeviation: with.b, contiguous: with.flag)
      },
      { g, y, with in
        g.fillNormal(y, mean: with.a, standardDeviation: with.b, contiguous: with.flag)
      }, &generator)
  }

  /// Exponentially distributed numbers with mean 1 / `rate`: `exponential_(rate)`.
  ///
  /// - Parameters:
  ///   - shape: The shape.
  ///   - rate: 1 over the mean.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the numbers come from.
  /// - Returns: The numbers, all above 0.
  public static func exponential(
    _ shape: Shape, rate: Double = 1, dtype: DType = .float32, using generator: inout Generator
  ) -> Tensor {
    drawn(
      shape, dtype, "exponential", Draw.Numbers(a: rate),
      { g, y, with in g.fillExponential(y, rate: with.a) },
      { g, y, with in g.fillExponential(y, rate: with.a) }, &generator)
  }

  /// 1 with a probability that is one number for all, else 0: `bernoulli_(p)`.
  ///
  /// Two words of the generator for each; ``bernoulli(_:using:)`` draws another mask.
  ///
  /// - Parameters:
  ///   - shape: The shape.
  ///   - probability: That of a 1, from 0 to 1.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the numbers come from.
  /// - Returns: Zeros and ones.
  public static func bernoulli(
    _ shape: Shape, probability: Double, dtype: DType = .float32, using generator: inout Generator
  ) -> Tensor {
    drawn(
      shape, dtype, "bernoulli", Draw.Numbers(a: probability),
      { g, y, with in g.fillBernoulli(y, probability: with.a) },
      { g, y, with in g.fillBernoulli(y, probability: with.a) }, &generator)
  }

  /// 1 with the probability that each element gives, else 0: `torch.bernoulli(probabilities)`.
  ///
  /// - Parameters:
  ///   - probabilities: One for each number that is drawn.
  ///   - generator: Where the numbers come from.
  /// - Returns: Zeros and ones, of the same shape and element type.
  /// - Precondition: every probability lies between 0 and 1.
  public static func bernoulli(
    _ probabilities: Tensor, using generator: inout Generator
  ) -> Tensor {
    let p = probabilities
    return filled(
      p.shape, p.dtype, "bernoulli",
      { out in p.withUnsafeElements { generator.fillBernoulli(out, probabilities: $0) } },
      { out in p.withUnsafeElements { generator.fillBernoulli(out, probabilities: $0) } })
  }

  /// The factors of dropout: 0 with this probability, else 1 / (1 − probability).
  ///
  /// - Parameters:
  ///   - shape: The shape.
  ///   - probability: That of a 0, from 0 to 1.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the numbers come from.
  /// - Returns: What an input is multiplied by.
  public static func dropoutMask(
    _ shape: Shape, probability: Double, dtype: DType = .float32, using generator: inout Generator
  ) -> Tensor {
    drawn(
      shape, dtype, "dropoutMask", Draw.Numbers(a: probability),
      { g, y, with in g.fillDropout(y, probability: with.a) },
      { g, y, with in g.fillDropout(y, probability: with.a) }, &generator)
  }

  /// Whole numbers from `low` up to, not including, `high`: `torch.randint`.
  ///
  /// - Parameters:
  ///   - shape: The shape.
  ///   - low: The least.
  ///   - high: One more than the greatest.
  ///   - dtype: `int64`, as in torch, or `int32`.
  ///   - generator: Where the numbers come from.
  /// - Returns: The numbers.
  /// - Precondition: `low` is less than `high`.
  public static func randint(
    _ shape: Shape, from low: Int = 0, to high: Int, dtype: DType = .int64,
    using generator: inout Generator
  ) -> Tensor {
    precondition(dtype == .int64 || dtype == .int32, "randint: \(dtype) is not int64 or int32")
    var result = Tensor.zeros(shape, dtype: .int64)
    result.withUnsafeMutableElements(as: Int64.self) {
      generator.fillIntegers($0, low: Int64(low), high: Int64(high))
    }
    return result.converted(to: dtype)
  }

  /// The whole numbers below `count` in random order: `torch.randperm`, `int64`.
  ///
  /// - Parameters:
  ///   - count: How many numbers.
  ///   - generator: Where the numbers come from.
  /// - Returns: `[count]`.
  public static func randperm(_ count: Int, using generator: inout Generator) -> Tensor {
    Tensor(generator.permutation(count).map(Int64.init))
  }

  /// Positions drawn in proportion to weights: `torch.multinomial`, `int64`.
  ///
  /// - Parameters:
  ///   - weights: `[n]`, or `[rows, n]` for a draw from each row; not negative.
  ///   - samples: How many to draw.
  ///   - replacement: Whether one position can be drawn again.
  ///   - generator: Where the numbers come from.
  /// - Returns: `[samples]` or `[rows, samples]`.
  public static func multinomial(
    _ weights: Tensor, samples: Int, replacement: Bool = false, using generator: inout Generator
  ) -> Tensor {
    precondition(
      weights.rank == 1 || weights.rank == 2, "multinomial: weights of shape \(weights.shape)")
    let columns = weights.shape[-1]
    let rows = weights.rank == 2 ? weights.shape[0] : 1
    let drawn: [Int]
    switch weights.dtype {
    case .float32:
      drawn = weights.withUnsafeElements(as: Float.self) {
        generator.multinomial(
          rows: $0, columns: columns, samples: samples, replacement: replacement)
      }
    case .float64:
      drawn = weights.withUnsafeElements(as: Double.self) {
        generator.multinomial(
          rows: $0, columns: columns, samples: samples, replacement: replacement)
      }
    default: KernelName(name: "multinomial").refuse(weights.dtype)
    }
    return Tensor(
      drawn.map(Int64.init), shape: weights.rank == 2 ? [rows, samples] : [samples])
  }

  /// The initial weight and bias of a linear or convolutional layer, torch's: both uniform.
  ///
  /// - Parameters:
  ///   - shape: The weight's: `[outputs, inputs]`, or `[outputs, inputs / groups, height, width]`
  ///     for a convolution.
  ///   - groups: The groups of a convolution.
  ///   - hasBias: Whether a bias of `[outputs]` is drawn after the weight.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the numbers come from.
  /// - Returns: The weight, and the bias if there is one.
  public static func layerWeights(
    _ shape: Shape, groups: Int = 1, hasBias: Bool = true, dtype: DType = .float32,
    using generator: inout Generator
  ) -> (weight: Tensor, bias: Tensor?) {
    precondition(shape.rank >= 2, "layerWeights: a weight of shape \(shape)")
    let fanIn = shape.count(of: 1..<shape.rank)
    var weight = Tensor.zeros(shape, dtype: dtype)
    var bias = Tensor.zeros([shape[0]], dtype: dtype)
    func fill<T: RandomScalar>(_: T.Type) where T: TensorScalar {
      weight.withUnsafeMutableElements(as: T.self) { weight in
        if hasBias {
          bias.withUnsafeMutableElements(as: T.self) {
            generator.fillLayer(weight: weight, bias: $0, fanIn: fanIn, groups: groups)
          }
        } else {
          generator.fillLayer(weight: weight, bias: nil, fanIn: fanIn, groups: groups)
        }
      }
    }
    switch dtype {
    case .float32: fill(Float.self)
    case .float64: fill(Double.self)
    default: KernelName(name: "layerWeights").refuse(dtype)
    }
    return (weight, hasBias ? bias : nil)
  }

  private static func drawn(
    _ shape: Shape, _ dtype: DType, _ name: StaticString, _ numbers: Draw.Numbers,
    _ float32: @escaping Draw.Function<Float>, _ float64: @escaping Draw.Function<Double>,
    _ generator: inout Generator
  ) -> Tensor {
    guard dtype.isFloatingPoint else { KernelName(name: name).refuse(dtype) }
    let y = Tensor(uninitialized: shape, dtype)
    launch(
      Draw(
        isFloat: dtype == .float32, float32: float32, float64: float64, numbers: numbers,
        count: shape.count), drawingFrom: &generator, into: y)
    return y
  }

  private static func filled(
    _ shape: Shape, _ dtype: DType, _ name: StaticString,
    _ float32: (UnsafeMutableBufferPointer<Float>) -> Void,
    _ float64: (UnsafeMutableBufferPointer<Double>) -> Void
  ) -> Tensor {
    var tensor = Tensor(uninitialized: shape, dtype)
    switch dtype {
    case .float32: tensor.withUnsafeMutableElements(float32)
    case .float64: tensor.withUnsafeMutableElements(float64)
    default: KernelName(name: name).refuse(dtype)
    }
    return tensor
  }
}
