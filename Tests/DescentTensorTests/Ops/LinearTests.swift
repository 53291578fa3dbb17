import Testing

@testable import DescentTensor

/// The affine map as one operation, against the operations that it stands for.
@Suite struct LinearMapTests {
  @Test(arguments: [DType.float32, .float64]) func theBitsOfSeparateOperations(_ dtype: DType) {
    for (rows, inputs, outputs) in [
      (1, 7, 5), (33, 40, 18), (64, 1000, 1), (50, 1, 20), (3, 500, 33),
    ] {
      let x = numbers([rows, inputs], dtype: dtype)
      let weight = numbers([outputs, inputs], salt: 1, dtype: dtype)
      let bias = numbers([outputs], salt: 2, dtype: dtype)
      let product = x.matmul(weight, transposingRight: true)
      #expect(x.linear(weight) == product)
      #expect(x.linear(weight, bias: bias) == product + bias)
      #expect(x.linearRelu(weight, bias: bias) == (product + bias).relu())
      #expect(x.linearRelu(weight) == product.relu())
    }
  }

  @Test func axesInFrontAreRows() {
    let (x, weight, bias) = (numbers([2, 3, 4]), numbers([5, 4], salt: 1), numbers([5], salt: 2))
    let rows = x.reshaped(to: [6, 4]).linear(weight, bias: bias)
    #expect(x.linear(weight, bias: bias) == rows.reshaped(to: [2, 3, 5]))
    #expect(difference(x[1, 2].linear(weight, bias: bias), rows[5]) < 1e-14)
    #expect(Tensor.zeros([0, 4], dtype: .float64).linear(weight, bias: bias).shape == [0, 5])
    #expect(
      Tensor.zeros([3, 0], dtype: .float64).linear(.zeros([5, 0], dtype: .float64), bias: bias)[2]
        == bias)
  }

  @Test func bothPullbacksAreThoseOfSeparateOperations() {
    for shape in [[4], [6, 4], [2, 3, 4]] as [Shape] {
      let inputs = [numbers(shape), numbers([5, 4], salt: 1), numbers([5], salt: 2)]
      let rows = Shape([inputs[0].count / 4, 4])
      let whole = bothPullbacks(of: { $0[0].linearRelu($0[1], bias: $0[2]) }, at: inputs)
      let apart = bothPullbacks(
        of: {
          ($0[0].reshaped(to: rows).matmul($0[1].transposed) + $0[2]).relu()
            .reshaped(to: Shape(shape.dimensions.dropLast() + [5]))
        }, at: inputs)
      for i in 0..<3 {
        #expect(difference(whole.fused[i] ?? .zeros([]), apart.fused[i] ?? .ones([])) < 1e-14)
        #expect(difference(whole.recorded[i] ?? .zeros([]), apart.fused[i] ?? .ones([])) < 1e-14)
      }
    }
  }

  @Test func gradientsMatchDifferences() {
    let point = [numbers([3, 4]), numbers([5, 4], salt: 1), numbers([5], salt: 2)]
    let check = checkGradient(at: point, order: 2) { $0[0].linear($0[1], bias: $0[2]).tanh() }
    #expect(check.error < 2e-8, "\(check)")
    let bare = checkGradient(at: Array(point[..<2]), order: 2) {
      $0[0].linear($0[1]).squared()
    }
    #expect(bare.error < 2e-8, "\(bare)")
  }

  @Test func wrongShapesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones([2, 3]).linear(Tensor.ones([3, 2]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones([2, 3]).linear(Tensor.ones([4, 3]), bias: Tensor.ones([3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones([2, 3]).linear(Tensor.ones([4, 3]), bias: Tensor.ones([4], dtype: .float64))
    }
  }
}
