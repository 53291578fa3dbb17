import DescentLayers
import DescentTensor
import Testing

/// Initial weights, bit for bit torch's for the same seed, and the generator left where torch leaves it.
@Suite struct InitializerTests {
  typealias Make = @Sendable (DType, inout Generator) -> any Module

  static let layers: [(String, Make)] = [
    ("embedding", { Embedding(7, width: 3, dtype: $0, using: &$1) }),
    ("embedding padding", { Embedding(7, width: 3, paddingIndex: -2, dtype: $0, using: &$1) }),
    ("attention", { MultiheadAttention(4, heads: 2, dtype: $0, using: &$1) }),
    (
      "attention dimensions",
      { MultiheadAttention(4, heads: 2, keyWidth: 3, valueWidth: 5, dtype: $0, using: &$1) }
    ),
    (
      "attention no bias",
      { MultiheadAttention(4, heads: 2, hasBias: false, dtype: $0, using: &$1) }
    ),
    ("batchNorm", { dtype, _ in BatchNorm(3, dtype: dtype) }),
  ]

  @Test(arguments: [DType.float32, .float64]) func layersStartAsTorchs(_ dtype: DType) throws {
    for (name, make) in Self.layers {
      let torch = try #require(InitialWeights(name, dtype), "\(name)")
      var generator = Generator(seed: InitialWeights.seed)
      let layer = make(dtype, &generator)
      for (path, parameter) in layer.parameters {
        #expect(parameter.value == torch.weights[path], "\(name) \(dtype) \(path)")
      }
      for (path, buffer) in layer.buffers where buffer.value.dtype == dtype {
        #expect(buffer.value == torch.weights[path], "\(name) \(dtype) \(path)")
      }
      let count =
        layer.parameters.count + layer.buffers.filter { $0.buffer.value.dtype == dtype }.count
      #expect(count == torch.weights.count - 1, "\(name)")
      #expect(Tensor.rand([2], using: &generator) == torch.weights["next"], "\(name) \(dtype)")
    }
  }

  typealias Fill = @Sendable (DType, inout Generator) -> Tensor

  static let exact: [(String, Fill)] = [
    ("kaimingUniform", { .kaimingUniform([5, 4], dtype: $0, using: &$1) }),
    (
      "kaimingUniform out leaky",
      {
        .kaimingUniform(
          [5, 4, 2], nonlinearity: .leakyReLU(slope: 0.2), fan: .output, dtype: $0, using: &$1)
      }
    ),
    (
      "kaimingUniform tanh",
      { .kaimingUniform([5, 4], nonlinearity: .tanh, dtype: $0, using: &$1) }
    ),
    ("kaimingNormal", { .kaimingNormal([5, 4], dtype: $0, using: &$1) }),
    (
      "kaimingNormal out relu",
      { .kaimingNormal([3, 2, 3, 3], nonlinearity: .relu, fan: .output, dtype: $0, using: &$1) }
    ),
    ("xavierUniform", { .xavierUniform([5, 4], dtype: $0, using: &$1) }),
    (
      "xavierUniform tanh",
      { .xavierUniform([5, 4], gain: Nonlinearity.tanh.gain, dtype: $0, using: &$1) }
    ),
    ("xavierNormal", { .xavierNormal([4, 5, 2], gain: 1.5, dtype: $0, using: &$1) }),
    ("truncatedNormal", { .truncatedNormal([5, 8], dtype: $0, using: &$1) }),
    (
      "truncatedNormal 0.02",
      { .truncatedNormal([5, 8], standardDeviation: 0.02, dtype: $0, using: &$1) }
    ),
    (
      "truncatedNormal narrow",
      { .truncatedNormal([5, 8], mean: 0.5, from: 0, to: 1, dtype: $0, using: &$1) }
    ),
    (
      "truncatedNormal tail", { .truncatedNormal([5, 8], from: 1.5, to: 3, dtype: $0, using: &$1) }
    ),
    ("dirac", { dtype, _ in .dirac([4, 3, 3], dtype: dtype) }),
    ("dirac groups", { dtype, _ in .dirac([4, 3, 3, 3], groups: 2, dtype: dtype) }),
  ]

  @Test(arguments: [DType.float32, .float64]) func fillingsAreTorchs(_ dtype: DType) throws {
    for (name, fill) in Self.exact {
      let torch = try #require(InitialWeights(name, dtype), "\(name)")
      var generator = Generator(seed: InitialWeights.seed)
      let ours = fill(dtype, &generator)
      let reference = try #require(torch.weights["w"])
      // Normals in float64 may differ by the C library's logarithm, within 4 units in the last place.
      let exact = dtype == .float32 || !name.contains("ormal")
      #expect(
        exact ? ours == reference : difference(ours, reference) <= 4e-15, "\(name) \(dtype)")
      #expect(Tensor.rand([2], using: &generator) == torch.weights["next"], "\(name) \(dtype)")
    }
  }

  @Test func orthogonalIsTorchsUpToRounding() throws {
    for dtype in [DType.float32, .float64] {
      for (name, shape, gain) in [
        ("orthogonal", [5, 3] as Shape, 1.0), ("orthogonal wide", [3, 2, 3], 1.5),
      ] {
        let torch = try #require(InitialWeights(name, dtype))
        var generator = Generator(seed: InitialWeights.seed)
        let w = Tensor.orthogonal(shape, gain: gain, dtype: dtype, using: &generator)
        let reference = try #require(torch.weights["w"])
        #expect(difference(w, reference) < (dtype == .float32 ? 1e-5 : 1e-14), "\(name)")
        let rows = w.reshaped(to: [shape[0], -1])
        let product =
          shape[0] <= rows.shape[1] ? rows.matmul(rows.transposed) : rows.transposed.matmul(rows)
        let identity = Tensor.identity(product.shape[0], dtype: dtype) * (gain * gain)
        #expect(difference(product, identity) < (dtype == .float32 ? 1e-6 : 1e-15))
      }
    }
  }

  @Test func identitiesKeepTheirInput() {
    #expect(
      Tensor.identity(rows: 2, columns: 3) == Tensor([[1, 0, 0], [0, 1, 0]], dtype: .float32))
    #expect(Tensor.identity(rows: 3, columns: 1) == Tensor([[1], [0], [0]], dtype: .float32))
  }

  @Test func gainsAreTorchs() {
    #expect(Nonlinearity.leakyReLU().gain == 1.4141428569978354)
    #expect(Nonlinearity.selu.gain == 0.75 && Nonlinearity.linear.gain == 1)
  }

  @Test func dropoutOfAttentionWeightsIsTorchs() throws {
    let torch = try #require(InitialWeights("attention dropout", .float32))
    var generator = Generator(seed: InitialWeights.seed)
    let layer = MultiheadAttention(4, heads: 2, dropout: 0.4, using: &generator)
    var context = Context.training(using: generator)
    let x = try #require(torch.weights["x"])
    #expect(difference(layer(x, in: &context), try #require(torch.weights["y"])) < 1e-6)
    // Another draw for the second call, which torch makes without the weights.
    #expect(difference(layer(x, in: &context), try #require(torch.weights["fast"])) < 1e-6)
  }

  @Test func wrongShapesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      var generator = Generator(seed: 0)
      _ = Tensor.kaimingNormal([3], using: &generator)
    }
    await #expect(processExitsWith: .failure) {
      var generator = Generator(seed: 0)
      _ = Tensor.truncatedNormal([3], from: 1, to: 0, using: &generator)
    }
  }
}
