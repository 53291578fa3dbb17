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
    launch(
      Reduce(function: kernel, outer: outer, length: shape[axis], inner: inner, size: dtype.size),
      self, into: y)
    return y
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

/// One value for each run of `length` elements that stand `inner` apart.
struct Reduce: Kernel {
  let function: ReduceKernel
  let outer: Int
  let length: Int
  let inner: Int
  let size: Int

  func run(_ at: Operands) {
    guard outer > 1, outer * length * inner >= Threads.grain else {
      function(at[0], at[1], outer, length, inner)
      return
    }
    nonisolated(unsafe) let (x, y) = (at[0], at[1])
    let rows = max(1, Threads.grain / max(1, length * inner))
    Threads.split(outer, grain: rows) { piece in
      function(
        x + piece.lowerBound * length * inner * size, y + piece.lowerBound * inner * size,
        piece.count, length, inner)
    }
  }
}
