import CDescentKernels

extension Tensor {
  /// The greatest element over some axes, or over all of them; not a number wins.
  ///
  ///     y = max x,   x̄ = ȳ [x = y] / (the number of greatest elements)
  ///
  /// - Parameters:
  ///   - axes: Which, negative ones counted from the innermost; nil for all.
  ///   - keepingAxes: Whether they stay, with length 1.
  /// - Returns: The extremes, in the shape that is left.
  /// - Note: Equal greatest elements share the cotangent, as torch's `amax` does.
  /// - Precondition: the axes are not empty.
  public func max(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    extremum("max", axes, keepingAxes, dk_max_f32, dk_max_f64, dk_max_i32)
  }

  /// The greatest element along one axis.
  ///
  /// - Parameters:
  ///   - axis: Which; negative ones count from the innermost.
  ///   - keepingAxis: Whether it stays, with length 1.
  /// - Returns: The extremes, in the shape that is left.
  public func max(axis: Int, keepingAxis: Bool = false) -> Tensor {
    max(axes: [axis], keepingAxes: keepingAxis)
  }

  /// The least element over some axes, or over all of them; not a number wins.
  ///
  /// - Parameters:
  ///   - axes: Which, negative ones counted from the innermost; nil for all.
  ///   - keepingAxes: Whether they stay, with length 1.
  /// - Returns: The extremes, in the shape that is left.
  /// - Note: Equal least elements share the cotangent, as torch's `amin` does.
  /// - Precondition: the axes are not empty.
  public func min(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    extremum("min", axes, keepingAxes, dk_min_f32, dk_min_f64, dk_min_i32)
  }

  /// The least element along one axis.
  ///
  /// - Parameters:
  ///   - axis: Which; negative ones count from the innermost.
  ///   - keepingAxis: Whether it stays, with length 1.
  /// - Returns: The extremes, in the shape that is left.
  public func min(axis: Int, keepingAxis: Bool = false) -> Tensor {
    min(axes: [axis], keepingAxes: keepingAxis)
  }

  /// Where the first greatest element along an axis stands, or in the flattened tensor: `int32`.
  ///
  /// - Parameters:
  ///   - axis: Which, negative ones counted from the innermost; nil for the flattened tensor.
  ///   - keepingAxis: Whether it stays, with length 1.
  /// - Returns: The positions, counted from 0.
  public func argmax(axis: Int? = nil, keepingAxis: Bool = false) -> Tensor {
    position("argmax", axis, keepingAxis, dk_argmax_f32, dk_argmax_f64, dk_argmax_i32)
  }

  /// Where the first least element along an axis stands, or in the flattened tensor: `int32`.
  ///
  /// - Parameters:
  ///   - axis: Which, negative ones counted from the innermost; nil for the flattened tensor.
  ///   - keepingAxis: Whether it stays, with length 1.
  /// - Returns: The positions, counted from 0.
  public func argmin(axis: Int? = nil, keepingAxis: Bool = false) -> Tensor {
    position("argmin", axis, keepingAxis, dk_argmin_f32, dk_argmin_f64, dk_argmin_i32)
  }

  private func extremum(
    _ name: StaticString, _ axes: [Int]?, _ keepingAxes: Bool,
    _ f32: ReduceKernel, _ f64: ReduceKernel, _ i32: ReduceKernel
  ) -> Tensor {
    let resolved = resolve(axes: axes, name)
    if resolved.isEmpty { return self }
    for axis in resolved {
      precondition(shape[axis] > 0, "\(name): axis \(axis) of shape \(shape) is empty")
    }
    let shapes = reducedShapes(resolved)
    let kernel = kernel(name, f32, f64, i32)
    let y = Tensor(
      sharing: reduced(axes: resolved, kernel), shape: keepingAxes ? shapes.kept : shapes.dropped)
    guard dtype.isFloatingPoint else { return y }
    return y.recorded(of: self) { _ in
      ExtremumOverAxes(x: self, y: Tensor(sharing: y, shape: shapes.kept), axes: resolved)
    }
  }

  private func position(
    _ name: StaticString, _ axis: Int?, _ keepingAxis: Bool,
    _ f32: ArgumentKernel, _ f64: ArgumentKernel, _ i32: ArgumentKernel
  ) -> Tensor {
    guard let axis else {
      return flattened.position(name, 0, false, f32, f64, i32)
    }
    let at = shape.resolve(axis)
    precondition(shape[at] > 0, "\(name): axis \(axis) of shape \(shape) is empty")
    let kernel = kernel(name, f32, f64, i32)
    let y = Tensor(uninitialized: shape.removing(axis: at, keeping: keepingAxis), .int32)
    launch(
      Position(
        function: kernel, outer: shape.count(of: 0..<at), length: shape[at],
        inner: shape.count(of: at + 1..<rank)), self, into: y)
    return y
  }
}

private typealias ArgumentKernel =
  @convention(c) (UnsafeRawPointer?, UnsafeMutablePointer<Int32>?, Int, Int, Int) -> Void

/// Where something stands in each run of `length` elements that are `inner` apart.
private struct Position: Kernel {
  let function: ArgumentKernel
  let outer: Int
  let length: Int
  let inner: Int

  func run(_ at: Operands) {
    function(at[0], at[1].assumingMemoryBound(to: Int32.self), outer, length, inner)
  }
}

// y = max x or min x,   x̄ = ȳ [x = y] / (how many are)
private struct ExtremumOverAxes: Operation {
  let x: Tensor
  let y: Tensor
  let axes: [Int]

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let hits = (x .== y).converted(to: x.dtype)
    let share = hits / hits.sum(axes: axes, keepingAxes: true)
    x̄.add(ȳ.reshaped(to: y.shape) * share, to: 0)
  }
}
