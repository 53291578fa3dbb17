import DescentTensor

/// Two matrices and two vectors, the last of which the loss may leave out.
struct TwoLayers: Module {
  var first: Parameter
  var firstBias: Parameter
  var second: Parameter
  var secondBias: Parameter

  init(_ dtype: DType = .float32) {
    first = Parameter(randomTensor([3, 4], dtype, seed: 1))
    firstBias = Parameter(randomTensor([4], dtype, seed: 2))
    second = Parameter(randomTensor([4, 2], dtype, seed: 3))
    secondBias = Parameter(randomTensor([2], dtype, seed: 4))
  }

  mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("first.weight", &first)
    visitor.visit("first.bias", &firstBias)
    visitor.visit("second.weight", &second)
    visitor.visit("second.bias", &secondBias)
  }

  /// ‖tanh(W₁ᵀ 1 + b₁) W₂ + b₂‖², or without b₂.
  func loss(withLastBias: Bool = true) -> Tensor {
    let x = Tensor(repeating: 1, shape: [1, 3], dtype: first.value.dtype)
    let y = (x.matmul(first.value) + firstBias.value).tanh().matmul(second.value)
    return (withLastBias ? y + secondBias.value : y).squared().sum()
  }

  func gradients(withLastBias: Bool = true) -> Gradients {
    valueAndGradient(at: self) { $0.loss(withLastBias: withLastBias) }.gradient
  }

  var values: [Tensor] { parameters.map(\.parameter.value) }
}

/// Whether two lists of tensors have the same bits.
func sameBits(_ a: [Tensor], _ b: [Tensor]) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { firstDifference($0, $1) == nil }
}
