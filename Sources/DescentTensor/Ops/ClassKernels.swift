import CDescentKernels

/// The rows of a loss over classes: how many, of how many classes, and which class does not count.
struct ClassRows {
  let name: StaticString
  let count: Int
  let classes: Int
  let ignored: Int64
  let dtype: DType
  /// Whether there are weights of the classes.
  let isWeighted: Bool

  /// The memory of the classes, each found to be one of them or the one that is ignored.
  func checked(_ memory: UnsafeMutableRawPointer) -> UnsafePointer<Int64> {
    let classes = UnsafePointer(memory.assumingMemoryBound(to: Int64.self))
    let foreign = dk_firstForeignClass(classes, count, self.classes, ignored)
    precondition(
      foreign == count,
      "\(name): class \(foreign == count ? 0 : classes[foreign]) of row \(foreign), of \(self.classes) classes"
    )
    return classes
  }
}

extension Tensor {
  /// Whole numbers as `int64`, for a kernel that takes them for classes.
  package func asClasses(_ name: StaticString) -> Tensor {
    precondition(
      dtype == .int32 || dtype == .int64 || dtype == .uint8,
      "\(name): classes are whole numbers, not \(dtype)")
    return detached.converted(to: .int64)
  }

  /// The weight of each of these `int64` classes, below n, and 0 where it is ignored: `[count]`.
  package func classWeights(_ weights: Tensor?, below n: Int, ignored: Int, dtype: DType) -> Tensor
  {
    let result = Tensor(uninitialized: shape, dtype)
    let rows = ClassRows(
      name: "classWeights", count: count, classes: n, ignored: Int64(ignored), dtype: dtype,
      isWeighted: weights != nil)
    launch(ClassWeights(rows: rows), [self] + (weights.map { [$0] } ?? []), into: [result])
    return result
  }
}

private struct ClassWeights: Kernel {
  let rows: ClassRows

  func run(_ at: Operands) {
    let function = rows.dtype == .float32 ? dk_classWeights_f32 : dk_classWeights_f64
    function(
      rows.checked(at[0]), rows.isWeighted ? at[1] : nil, at[rows.isWeighted ? 2 : 1], rows.count,
      rows.ignored)
  }
}
