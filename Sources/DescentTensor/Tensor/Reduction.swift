import CDescentKernels

typealias ReduceKernel =
  @convention(c) (UnsafeRawPointer?, UnsafeMutableRawPointer?, Int, Int, Int) -> Void

extension Tensor {
  /// Reduces over one axis with a kernel for `[outer, n, inner]`; the axis keeps length 1.
  func reduced(axis: Int, _ kernel: ReduceKernel) -> Tensor {
    var result = shape
    result[axis] = 1
    let y = Tensor(uninitialized: result, dtype)
    let outer = shape.count(of: 0..<axis)
    let inner = shape.count(of: axis + 1..<rank)
    reduce(kernel, into: y, outer, shape[axis], inner)
    return y
  }

  private func reduce(
    _ kernel: ReduceKernel, into y: Tensor, _ outer: Int, _ n: Int, _ inner: Int
  ) {
    guard outer > 1, outer * n * inner >= Threads.grain else {
      kernel(pointer, y.pointer, outer, n, inner)
      return
    }
    nonisolated(unsafe) let (x, y) = (pointer, y.pointer)
    let size = dtype.size
    let rows = Swift.max(1, Threads.grain / Swift.max(1, n * inner))
    Threads.split(outer, grain: rows) { piece in
      kernel(
        x + piece.lowerBound * n * inner * size, y + piece.lowerBound * inner * size,
        piece.count, n, inner)
    }
  }

  /// The kernel for this element type.
  func kernel<Kernel>(_ name: StaticString, _ f32: Kernel, _ f64: Kernel, _ i32: Kernel) -> Kernel {
    switch dtype {
    case .float32: f32
    case .float64: f64
    case .int32: i32
    default: KernelName(name: name).refuse(dtype)
    }
  }

  /// The axes named, from 0, sorted; all of them for nil.
  func resolve(axes: [Int]?, _ name: StaticString) -> [Int] {
    guard let axes else { return Array(0..<rank) }
    let resolved = axes.map { shape.resolve($0) }.sorted()
    precondition(Set(resolved).count == axes.count, "\(name): axes \(axes) name one twice")
    return resolved
  }

  /// The shape when these axes are reduced to length 1, and when they are dropped.
  func reducedShapes(_ axes: [Int]) -> (kept: Shape, dropped: Shape) {
    var kept = Shape()
    var dropped = Shape()
    for axis in 0..<rank {
      if axes.contains(axis) {
        kept.append(1)
      } else {
        kept.append(shape[axis])
        dropped.append(shape[axis])
      }
    }
    return (kept, dropped)
  }

  /// Reduces over several axes: neighbouring ones at once, inner ones first.
  func reduced(axes: [Int], _ kernel: ReduceKernel) -> Tensor {
    var result = detached
    var remaining = axes
    while let last = remaining.popLast() {
      var first = last
      while let next = remaining.last, next == first - 1 {
        first = next
        remaining.removeLast()
      }
      // Axes first...last as one, then reduced to length 1.
      var merged = Shape()
      for axis in 0..<first { merged.append(result.shape[axis]) }
      merged.append(result.shape.count(of: first..<last + 1))
      for axis in last + 1..<result.rank { merged.append(result.shape[axis]) }
      var kept = result.shape
      for axis in first...last { kept[axis] = 1 }
      result = Tensor(sharing: result, shape: merged).reduced(axis: first, kernel)
      result = Tensor(sharing: result, shape: kept)
    }
    return result
  }
}
