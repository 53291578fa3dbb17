extension Tensor {
  /// What is added to scores so that place i sees places up to i only: `[length, width]`, 0 on and below
  /// the diagonal, −∞ above.
  package static func causalMask(_ length: Int, _ width: Int, dtype: DType) -> Tensor {
    let y = Tensor(uninitialized: [length, width], dtype)
    launch(CausalMask(length: length, width: width, isFloat: dtype == .float32), into: y)
    return y
  }
}

private struct CausalMask: Kernel {
  let length: Int
  let width: Int
  let isFloat: Bool

  func run(_ at: Operands) {
    if isFloat { fill(at[0], Float.self) } else { fill(at[0], Double.self) }
  }

  private func fill<T: BinaryFloatingPoint>(_ memory: UnsafeMutableRawPointer, _: T.Type) {
    let y = memory.assumingMemoryBound(to: T.self)
    for i in 0..<length {
      for j in 0..<width { y[i * width + j] = j > i ? -T.infinity : 0 }
    }
  }
}
