/// One recorded operation: what it saved for the way back, and how a cotangent takes that way.
///
/// An operation is a plain struct in its op's file. It is stored in the tape's arena without being
/// boxed; its two pullbacks are reached through its metatype.
///
/// By convention `ȳ` is the cotangent of the result, ∂loss/∂y, and `x̄` of an argument.
protocol Operation {
  /// The way back in tensor operations, which are recorded in their turn when the gradient is itself
  /// differentiated.
  func pullback(_ ȳ: Tensor, to x̄: Cotangents)

  /// The way back at first order, by fused kernels; it may reuse the memory of `ȳ`.
  ///
  /// The default is ``pullback(_:to:)``, for operations where there is nothing to fuse.
  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents)

  /// Calls one of the pullbacks of the operation stored at an address.
  static func pull(
    at payload: UnsafeMutableRawPointer, _ ȳ: consuming Tensor, to x̄: Cotangents, fused: Bool)

  /// Gives up what the operation stored at an address has saved.
  static func destroy(at payload: UnsafeMutableRawPointer)
}

extension Operation {
  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) { pullback(ȳ, to: x̄) }

  static func pull(
    at payload: UnsafeMutableRawPointer, _ ȳ: consuming Tensor, to x̄: Cotangents, fused: Bool
  ) {
    let operation = payload.assumingMemoryBound(to: Self.self)
    if fused {
      operation.pointee.fusedPullback(ȳ, to: x̄)
    } else {
      operation.pointee.pullback(ȳ, to: x̄)
    }
  }

  static func destroy(at payload: UnsafeMutableRawPointer) {
    payload.assumingMemoryBound(to: Self.self).deinitialize(count: 1)
  }
}

/// Where a pullback leaves the cotangents of its operation's arguments.
struct Cotangents {
  /// The node of each argument; -1 for a constant.
  let arguments: UnsafePointer<Int32>
  /// The cotangents so far, by node, starting at node `first`.
  let table: UnsafeMutablePointer<Tensor?>
  let first: Int32
  let fused: Bool

  /// Whether anybody asks for the cotangent of argument `i`.
  @inline(__always)
  func wants(_ i: Int) -> Bool { arguments[i] >= first }

  /// Adds to the cotangent of argument `i`.
  @inline(__always)
  func add(_ x̄: consuming Tensor, to i: Int) {
    let node = arguments[i]
    guard node >= first else { return }
    let slot = table + Int(node - first)
    guard slot.pointee != nil else {
      slot.initialize(to: x̄)
      return
    }
    accumulate(x̄, in: slot)
  }

  /// Adds to row `index` of the cotangent of argument `i`, which has this shape: for fused pullbacks.
  ///
  /// It is done in place where there is one already, so that many rows of one tensor cost no tensor
  /// each.
  @inline(__always)
  func add(_ ȳ: borrowing Tensor, toRow index: Int, of shape: Shape, _ i: Int) {
    let node = arguments[i]
    guard node >= first else { return }
    let slot = table + Int(node - first)
    if slot.pointee == nil { slot.initialize(to: .zeros(shape, dtype: ȳ.dtype)) }
    slot.pointee?.add(ȳ, toRow: index)
  }

  /// Takes out what there is so far of the cotangent of argument `i`, to be added to in a fused pullback
  /// that gives back the sum.
  func take(_ i: Int) -> Tensor? {
    let node = arguments[i]
    guard node >= first else { return nil }
    let slot = table + Int(node - first)
    defer { slot.initialize(to: nil) }
    return slot.move()
  }

  private func accumulate(_ x̄: consuming Tensor, in slot: UnsafeMutablePointer<Tensor?>) {
    guard let sum = slot.move() else { return }
    slot.initialize(to: fused ? sum.adding(inPlace: x̄) : sum + x̄)
  }
}
