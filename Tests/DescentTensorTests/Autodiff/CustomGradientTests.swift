import Testing

@testable import DescentTensor

/// Derivatives of the caller's own.
@Suite struct CustomGradientTests {
  @Test func takesTheGivenDerivative() {
    let x = Tensor([0.2, 1.7])
    let (value, gradient) = valueAndGradient(at: x) { x in
      Tensor.custom(of: [x], value: Tensor([0.0, 2])) { [$0 * 10] }.sum()
    }
    #expect(value.scalar == 2 && gradient == Tensor([10.0, 10]))
  }

  @Test func inputsWithoutADerivativeGetZeros() {
    let (_, gradient) = valueAndGradient(at: [Tensor(2), Tensor(3)]) { x in
      Tensor.custom(of: [x[0], x[1]], value: x[0].detached) { [nil, $0 * 5] }
    }
    #expect(gradient.map(\.scalar) == [0, 5])
  }

  @Test func aWrongDerivativeIsFound() {
    let check = checkGradient(at: [Tensor([0.3, 0.8])]) { x in
      .custom(of: x, value: x[0].detached.sin()) { [$0 * x[0].sin()] }
    }
    #expect(check.error > 0.1)
  }

  @Test func aDerivativeThatIsNotANumberIsFound() {
    let check = checkGradient(at: [Tensor([0.3, 0.8, 1])]) { x in
      .custom(of: x, value: x[0].detached) { [$0 * Tensor([1.0, .nan, 1])] }
    }
    #expect(check.error.isNaN && check.worst.element == 1)
  }

  @Test func aPullbackMayDifferentiate() {
    // y = x² by a pullback that differentiates x³ / 3 on the way.
    let (_, gradient) = valueAndGradient(at: Tensor(3)) { x in
      let y = Tensor.custom(of: [x], value: x.detached * x.detached) { ȳ in
        let slope = valueAndGradient(at: x) { $0 * $0 }.gradient
        return [ȳ * slope]
      }
      return y * x
    }
    #expect(gradient.scalar == 27)
  }

  @Test func wrongCotangentsAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = valueAndGradient(at: Tensor(1)) { x in .custom(of: [x], value: x) { [$0, $0] } }
    }
    await #expect(processExitsWith: .failure) {
      _ = valueAndGradient(at: Tensor(1)) { x in
        .custom(of: [x], value: x) { _ in [Tensor([1.0, 2])] }
      }
    }
    await #expect(processExitsWith: .failure) {
      _ = valueAndGradient(at: Tensor(1)) { x in
        .custom(of: [x], value: x) { _ in [Tensor(1, dtype: .float32)] }
      }
    }
  }
}
