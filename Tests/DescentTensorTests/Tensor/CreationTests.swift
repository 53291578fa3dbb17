import Testing

@testable import DescentTensor

/// Tensors made of numbers, rows and patterns.
@Suite struct CreationTests {
  @Test func elementsKeepTheirType() {
    #expect(Tensor([1.5, 2]).dtype == .float64)
    #expect(Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]) == Tensor([[1, 2, 3], [4, 5, 6]]))
    #expect(Tensor([Float(1)]).dtype == .float32)
    #expect(Tensor([Int64.max, Int64.min]).elements(as: Int64.self) == [.max, .min])
    #expect(Tensor([UInt8(255)]).doubles == [255])
    #expect(Tensor([true, false, true]).elements(as: Bool.self) == [true, false, true])
    #expect(Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3], dtype: .int32)[1].doubles == [4, 5, 6])
    #expect(Tensor([[1, 2], [3, 4]]).shape == [2, 2])
    #expect(Tensor(0.1, dtype: .float32).scalar == Double(Float(0.1)))
    #expect(Tensor([Double](), dtype: .float32).shape == [0])
  }

  @Test func patterns() {
    #expect(Tensor.zeros([2, 2]).doubles == [0, 0, 0, 0])
    #expect(Tensor.ones([2], dtype: .bool).elements(as: Bool.self) == [true, true])
    #expect(Tensor(onesLike: Tensor([Int32(3), 4])) == Tensor([Int32(1), 1]))
    #expect(Tensor(zerosLike: Tensor([3.0])) == Tensor([0.0]))
    #expect(Tensor.identity(2, dtype: .float64).doubles == [1, 0, 0, 1])
    #expect(Tensor.range(from: 3, to: 3).count == 0)
    #expect(Tensor.linspace(from: 0.1, to: 0.3, count: 3, dtype: .float64)[-1].scalar == 0.3)
    #expect(Tensor.linspace(from: 2, to: 9, count: 1).doubles == [2])
    #expect(Tensor(repeating: 7, shape: [2], dtype: .uint8).doubles == [7, 7])
  }

  @Test func repeatedValuesSaturateAsConversionsDo() {
    for (dtype, value) in [
      (DType.int32, 1e10), (.int64, -1e30), (.uint8, 300), (.uint8, -1), (.int32, .nan),
      (.bool, 2.5), (.int32, -1.9),
    ] {
      #expect(
        Tensor(repeating: value, shape: [2], dtype: dtype)
          == Tensor([value, value]).converted(to: dtype), "\(dtype) \(value)")
    }
  }

  @Test func shapesHaveAtMostEightAxes() async {
    #expect(Shape([1, 2, 3, 4, 5, 6, 7, 8]).count == 40320)
    #expect(([2, 3] as Shape) != [2, 3, 1] && ([] as Shape).count == 1)
    var shape: Shape = [2, 3]
    shape[-1] = 5
    #expect(shape.dimensions == [2, 5] && "\(shape)" == "[2, 5]")
    await #expect(processExitsWith: .failure) { _ = Shape([1, 1, 1, 1, 1, 1, 1, 1, 1]) }
    await #expect(processExitsWith: .failure) { _ = Shape([-1]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1.0, 2], shape: [3]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([[1.0], [2, 3]]) }
  }

  /// What traps says what was expected and what was there.
  @Test func messagesNameTheOperationAndTheShapes() async throws {
    func message(_ result: ExitTest.Result?) -> String {
      String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }
    let sum = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3]) + Tensor.zeros([4]) }
    #expect(message(sum).contains("+: the shapes [2, 3] and [4] do not broadcast together"))
    let product = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3]).matmul(Tensor.zeros([2, 3])) }
    #expect(
      message(product).contains(
        "matmul: inner lengths differ: float32 [2, 3] times float32 [2, 3]"))
    let gradient = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = valueAndGradient(at: Tensor([1.0, 2])) { $0 } }
    #expect(
      message(gradient).contains("needs one number to differentiate, not a tensor of shape [2]"))
    let split = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([3]).split(lengths: [-1, 4]) }
    #expect(message(split).contains("split: [-1, 4]"))
    let position = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([3]).gather(Tensor([Int64.max])) }
    #expect(
      message(position).contains("gather: position 9223372036854775807 of an axis of length 3"))
  }
}
