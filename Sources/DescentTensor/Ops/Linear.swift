import CDescentKernels

extension Tensor {
  /// An affine map of the innermost axis, the axes in front taken together as rows.
  ///
  ///     y = x Wᵀ + b,   x̄ = ȳ W,   W̄ = ȳᵀ x,   b̄ = Σ ȳ over the rows
  ///
  /// The bias is added while the product is stored; the result has the bits of the separate
  /// operations.
  ///
  /// - Parameters:
  ///   - weight: W, `[outputs, inputs]`.
  ///   - bias: b, `[outputs]`, if there is one.
  /// - Returns: y, `[…, outputs]`.
  /// - Precondition: the innermost axis has `inputs` elements; all are of one type, `float32` or
  ///   `float64`.
  public func linear(_ weight: Tensor, bias: Tensor? = nil) -> Tensor {
    linear(weight, bias: bias, activation: .none)
  }

  /// max(x Wᵀ + b, 0), in one pass: the bits of ``linear(_:bias:)`` and then ``relu()``.
  package func linearRelu(_ weight: Tensor, bias: Tensor? = nil) -> Tensor {
    linear(weight, bias: bias, activation: .relu)
  }

  private func linear(_ weight: Tensor, bias: Tensor?, activation: ProductActivation) -> Tensor {
    guard weight.rank == 2, rank >= 1, shape[-1] == weight.shape[1] else {
      preconditionFailure(
        "linear: an input of shape \(shape) for a weight of shape \(weight.shape)")
    }
    if let bias {
      precondition(
        bias.shape == [weight.shape[0]] && bias.dtype == dtype,
        "linear: a \(bias.dtype) bias of shape \(bias.shape) for a \(dtype) input of shape \(shape) and a weight of shape \(weight.shape)"
      )
    }
    let rows = rank == 2 ? self : Tensor(sharing: self, shape: [leadingCount, shape[-1]])
    var y = MatrixProduct("linear", rows, weight, false, true)
      .computed(rows, weight, bias: bias, activation: activation)
    if rank != 2 {
      var shape = self.shape
      shape[rank - 1] = weight.shape[0]
      y = Tensor(sharing: y, shape: shape)
    }
    guard let bias else {
      return y.recorded(of: self, weight) { y in
        LinearMap(x: self, weight: weight, y: activation == .relu ? copy y : nil, hasBias: false)
      }
    }
    return y.recorded(of: self, weight, bias) { y in
      LinearMap(x: self, weight: weight, y: activation == .relu ? copy y : nil, hasBias: true)
    }
  }

  /// The product of all lengths but the innermost.
  fileprivate var leadingCount: Int { shape.count(of: 0..<rank - 1) }
}

// y = x Wᵀ + b,   x̄ = ȳ W,   W̄ = ȳᵀ x,   b̄ = Σ ȳ; with a ReLU, ȳ counts where y > 0
private struct LinearMap: Operation {
  let x: Tensor
  let weight: Tensor
  /// The result, where a ReLU was applied to it.
  let y: Tensor?
  let hasBias: Bool

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let ȳ = y.map { ($0 .> 0).select(ȳ, Tensor(zerosLike: ȳ)) } ?? ȳ
    let rows = ȳ.rank == 2 ? ȳ : ȳ.reshaped(to: [x.leadingCount, weight.shape[0]])
    pull(rows, to: x̄)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    var rows = ȳ
    if let y { rows = rows.replaced(with: y, dk_zip_reluPullback_f32, dk_zip_reluPullback_f64) }
    if rows.rank != 2 {
      rows = Tensor(sharing: rows, shape: [x.leadingCount, weight.shape[0]])
    }
    pull(rows, to: x̄)
  }

  private func pull(_ ȳ: Tensor, to x̄: Cotangents) {
    if hasBias && x̄.wants(2) { x̄.add(ȳ.sum(axis: 0), to: 2) }
    if x̄.wants(1) {
      let rows = x.rank == 2 ? x : x.reshaped(to: [ȳ.shape[0], weight.shape[1]])
      x̄.add(ȳ.matmul(rows, transposingLeft: true), to: 1)
    }
    if x̄.wants(0) {
      let product = ȳ.matmul(weight)
      x̄.add(x.rank == 2 ? product : product.reshaped(to: x.shape), to: 0)
    }
  }
}

extension Tensor {
  /// This value as the result of an operation on three, if any of them is being recorded.
  @inline(__always)
  fileprivate consuming func recorded<O: Operation>(
    of a: borrowing Tensor, _ b: borrowing Tensor, _ c: borrowing Tensor,
    _ operation: (borrowing Tensor) -> O
  ) -> Tensor {
    var y = self
    let (first, second, third) = (a.tape(), b.tape(), c.tape())
    guard let tape = first ?? second ?? third else { return y }
    y.node = tape.pointee.count
    y.recording = tape.pointee.recording
    let arguments = tape.pointee.arguments(3)
    arguments[0] = first == nil ? -1 : a.node
    arguments[1] = second == nil ? -1 : b.node
    arguments[2] = third == nil ? -1 : c.node
    tape.pointee.append(operation(y), arguments: arguments)
    return y
  }
}
