import Testing

@testable import DescentTensor

/// Values and gradients of nested, repeated, thrown-out-of and paused recordings.
@Suite struct RecordingTests {
  private func isClean() -> Bool {
    guard let tape = Tape.current else { return true }
    return tape.pointee.scopes.isEmpty && tape.pointee.count == 0 && tape.pointee.recording == 0
  }

  private func slope(_ x: Double, _ f: (Tensor) -> Tensor) -> Double {
    valueAndGradient(at: Tensor(x), of: f).gradient.scalar
  }

  @Test func derivativesOfAPower() {
    func derivative(_ order: Int, _ x: Tensor) -> Tensor {
      if order == 0 { return x * x * x * x }
      return valueAndGradient(at: x) { derivative(order - 1, $0) }.gradient
    }
    #expect((0...5).map { derivative($0, Tensor(3)).scalar } == [81, 108, 108, 72, 24, 0])
    #expect(isClean())
  }

  @Test func perturbationsAreNotConfused() {
    // d/dx [x · d/dy (x + y)] = 1
    #expect(slope(2) { x in x * valueAndGradient(at: Tensor(3)) { y in x + y }.gradient } == 1)
    // d/dx [x · d/dy (x y)] = d/dx x² = 2 x
    #expect(slope(2) { x in x * valueAndGradient(at: Tensor(3)) { y in x * y }.gradient } == 4)
    // d/dx [d/dy (x² y³) at y = x] = d/dx 3 x⁴ = 12 x³
    #expect(
      slope(2) { x in valueAndGradient(at: x) { y in x * x * y * y * y }.gradient } == 96)
    // The inner function of the outer variable alone has no slope.
    #expect(slope(2) { x in x + valueAndGradient(at: x) { _ in x * x }.gradient } == 1)
    // The inner value keeps its dependence on the outer variable.
    #expect(slope(2) { x in valueAndGradient(at: Tensor(3)) { y in x * x * y }.value } == 12)
  }

  @Test func constantsHaveZeroGradients() {
    let (value, gradient) = valueAndGradient(at: Tensor([1.0, 2])) { _ in Tensor(7) }
    #expect(value.scalar == 7 && gradient == Tensor([0.0, 0]))
    let several = valueAndGradient(at: [Tensor([1.0, 2]), Tensor([3.0])]) { $0[1].sum() }
    #expect(several.gradient == [Tensor([0.0, 0]), Tensor([1.0])])
    let none = valueAndGradient(at: [Tensor([1.0, 2]), Tensor([3.0])]) { _ in Tensor(1) }
    #expect(none.gradient == [Tensor([0.0, 0]), Tensor([0.0])])
    let pack = pairGradient(of: Tensor([1.0]), Tensor([2.0])) { _, _ in Tensor(1) }
    #expect(pack.0 == Tensor([0.0]) && pack.1 == Tensor([0.0]))
  }

  private func pairGradient(
    of x: Tensor, _ y: Tensor, _ f: (Tensor, Tensor) -> Tensor
  ) -> (Tensor, Tensor) { DescentTensor.gradient(at: x, y, of: f) }

  @Test func theIdentityIsDifferentiable() {
    #expect(slope(3) { $0 } == 1)
    let pair = pairGradient(of: Tensor(2), Tensor(5)) { x, y in x * y + x }
    #expect(pair.0.scalar == 6 && pair.1.scalar == 2)
  }

  @Test func comparisonsSignsAndIntegersAreConstants() {
    #expect(slope(2) { $0.sign() * 3 } == 0)
    #expect(slope(2) { ($0 .> 1).converted(to: .float64) } == 0)
    #expect(slope(2) { $0.converted(to: .int32).converted(to: .float64) * $0 } == 2)
    #expect(slope(2) { $0.detached * $0 } == 2)
  }

  @Test func conversionsCarryGradientsBack() {
    let (_, gradient) = valueAndGradient(at: Tensor([Float(1), 2])) {
      ($0.converted(to: .float64) * Tensor([3.0, 4])).sum()
    }
    #expect(gradient == Tensor([Float(3), 4]))
  }

  @Test func recordingDoesNotChangeValues() {
    let x = numbers([3, 3], dtype: .float32)
    func f(_ x: Tensor) -> Tensor { (x.matmul(x).tanh().softmax() * x.exp()).sum() }
    #expect(valueAndGradient(at: x, of: f).value == f(x))
  }

  @Test func withoutRecordingGivesConstants() {
    #expect(slope(3) { x in x * withoutRecording { x * x } } == 9)
    #expect(slope(3) { x in withoutRecording { withoutRecording { x } * x } * x } == 9)
    #expect(withoutRecording { 4 } == 4)
    // A recording inside is whole in itself, and what comes after it is not recorded either.
    let inside = slope(3) { x in
      x
        * withoutRecording {
          let inner = valueAndGradient(at: x) { $0 * $0 * x }
          #expect(inner.gradient.scalar == 18 && inner.value.scalar == 27)
          #expect(inner.gradient.recording == 0 && inner.value.recording == 0)
          let after = x * x
          #expect(after.recording == 0)
          return inner.gradient + after
        }
    }
    #expect(inside == 27)
    // What leaves the inner function by a capture is a constant too.
    let captured = slope(3) { x in
      var kept = x
      withoutRecording {
        _ = valueAndGradient(at: x) { y in
          kept = y * y
          return kept
        }
      }
      return kept * x
    }
    #expect(captured == 9)
    #expect(isClean())
  }

  @Test func secondDerivativesInsideAPause() {
    let y = slope(3) { x in
      x
        * withoutRecording {
          valueAndGradient(at: x) { valueAndGradient(at: $0) { $0 * $0 * $0 }.gradient }.gradient
        }
    }
    #expect(y == 18)
  }

  @Test func thrownErrorsLeaveTheTapeClean() {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try valueAndGradient(at: Tensor(1)) { x in
        _ = try valueAndGradient(at: x) { y in
          _ = y * x
          throw Stop()
        }
        return x
      }
    }
    #expect(isClean())
    #expect(throws: Stop.self) {
      try valueAndGradient(at: Tensor(1)) { x in try withoutRecording { throw Stop() } }
    }
    #expect(isClean())
    // An error that is caught inside takes nothing from the recording around it.
    let y = slope(3) { x in
      _ = try? valueAndGradient(at: x) { _ in throw Stop() }
      _ = try? withoutRecording { throw Stop() }
      return x * x
    }
    #expect(y == 6)
    #expect(slope(3) { $0 * $0 } == 6)
  }

  @Test func gradientsNeedOneNumber() async {
    await #expect(processExitsWith: .failure) { _ = valueAndGradient(at: Tensor([1.0, 2])) { $0 } }
    await #expect(processExitsWith: .failure) {
      _ = valueAndGradient(at: Tensor([Int32(1)])) { $0.sum() }
    }
  }

  @Test func threadsRecordOnTheirOwn() async {
    let shared = numbers([50])
    let results = await withTaskGroup(of: Tensor.self) { group in
      for k in 0..<8 {
        group.addTask {
          var sum = Tensor(zerosLike: shared)
          for _ in 0..<50 {
            sum += valueAndGradient(at: shared) { ($0 * $0 * Double(k)).sum() }.gradient
          }
          return sum
        }
      }
      return await group.reduce(into: [Tensor]()) { $0.append($1) }
    }
    let sums = results.map { $0[0].scalar / shared[0].scalar / 100 }.sorted()
    for (k, sum) in sums.enumerated() { #expect(abs(sum - Double(k)) < 1e-12) }
  }

  @Test func valuesOfAnotherThreadsRecordingAreConstants() {
    let y = slope(3) { x in
      let other = onSmallStack { valueAndGradient(at: Tensor(2)) { y in x * x * y }.gradient }
      return other.map { x * $0 } ?? x
    }
    #expect(y == 9)
  }
}
