import CDescentKernels

/// Where one parameter, its gradient and its optimizer's buffers stand in memory, for an update.
package struct LentMemory {
  /// The greatest number of buffers.
  package static let slotCapacity = 6

  /// The number of elements.
  package let count: Int
  package let weights: UnsafeMutableRawPointer
  package let gradient: UnsafeRawPointer
  package private(set) var slots = InlineArray<6, UnsafeMutableRawPointer?>(repeating: nil)

  /// The memory of one parameter; what is written becomes the tensors' own.
  ///
  /// It is valid while the tensors are held and not copied.
  @inline(__always)
  init(
    _ weights: UnsafeMutablePointer<Tensor>, _ gradient: UnsafePointer<Tensor>,
    _ slots: UnsafeMutablePointer<Tensor>?, _ slotCount: Int
  ) {
    count = weights.pointee.shape.count
    self.weights = weights.ownMemory
    self.gradient = UnsafeRawPointer(gradient.borrowedStorage._withUnsafeGuaranteedRef(\.pointer))
    if let slots {
      for k in 0..<slotCount { self.slots[k] = (slots + k).ownMemory }
    }
  }

  /// The memory of one parameter.
  package init(
    weights: UnsafeMutablePointer<Tensor>, gradient: UnsafePointer<Tensor>,
    slots: UnsafeMutableBufferPointer<Tensor>
  ) {
    self.init(weights, gradient, slots.baseAddress, slots.count)
  }

  /// The memory of several parameters with equally many buffers each.
  ///
  /// No reference is counted on the way, and everything is asked for ahead of time: that is most of
  /// what small parameters cost.
  ///
  /// - Parameters:
  ///   - run: Which of the parameters.
  ///   - weights: All parameters.
  ///   - gradients: The gradients of all.
  ///   - slots: The buffers of those of the run, one parameter's after another's.
  ///   - forms: What the weights and the gradient of each must look like.
  ///   - place: Where to put the answer; there is room for the run.
  /// - Returns: The memory, or the position of a parameter that looks otherwise.
  package static func lend(
    _ run: Range<Int>, weights: UnsafeMutableBufferPointer<Tensor>,
    gradients: UnsafeBufferPointer<Tensor>, slots: UnsafeMutableBufferPointer<Tensor>,
    forms: [TensorForm], to place: UnsafeMutableBufferPointer<LentMemory>
  ) -> (memory: UnsafeBufferPointer<LentMemory>, mismatch: Int?) {
    guard let weight = weights.baseAddress, let gradient = gradients.baseAddress,
      let memory = place.baseAddress
    else { return (UnsafeBufferPointer(place), nil) }
    let slot = slots.baseAddress
    for i in run {
      (weight + i).prefetchStorage()
      (gradient + i).prefetchStorage()
    }
    if let slot { for k in 0..<slots.count { (slot + k).prefetchStorage() } }
    let each = slots.count / run.count
    for (position, i) in run.enumerated() {
      let form = forms[i]
      guard form.fits(weight + i, gradient + i) else {
        return (UnsafeBufferPointer(place), i)
      }
      let lent = LentMemory(weight + i, gradient + i, slot.map { $0 + position * each }, each)
      let bytes = lent.count * form.dtype.size
      dk_prefetch(lent.weights, bytes)
      dk_prefetch(lent.gradient, bytes)
      for k in 0..<each { dk_prefetch(lent.slots[k], bytes) }
      (memory + position).initialize(to: lent)
    }
    return (UnsafeBufferPointer(rebasing: place[..<run.count]), nil)
  }
}

/// The shape and the element type of a tensor.
package struct TensorForm: Sendable, Hashable {
  package let shape: Shape
  package let dtype: DType

  package init(of tensor: Tensor) {
    shape = tensor.shape
    dtype = tensor.dtype
  }

  /// Whether a parameter and its gradient are of this form.
  package func fits(_ weights: UnsafePointer<Tensor>, _ gradient: UnsafePointer<Tensor>) -> Bool {
    fits(weights) && fits(gradient)
  }

  @inline(__always)
  fileprivate func fits(_ tensor: UnsafePointer<Tensor>) -> Bool {
    shape == tensor.pointee.shape && dtype == tensor.pointee.dtype
  }
}

extension UnsafePointer<Tensor> {
  @inline(__always)
  fileprivate var borrowedStorage: Unmanaged<Storage> {
    Unmanaged.passUnretained(pointee.storage)
  }

  @inline(__always)
  fileprivate func prefetchStorage() { dk_prefetch(borrowedStorage.toOpaque(), 64) }
}

extension UnsafeMutablePointer<Tensor> {
  /// The memory, made the tensor's own.
  @inline(__always)
  fileprivate var ownMemory: UnsafeMutableRawPointer {
    pointee.makeUnique()
    // Not written where there is nothing to forget: the line of memory stays clean.
    if pointee.recording != 0 {
      pointee.recording = 0
      pointee.node = -1
    }
    return UnsafePointer(self).borrowedStorage._withUnsafeGuaranteedRef(\.pointer)
  }

  @inline(__always)
  fileprivate func prefetchStorage() { UnsafePointer(self).prefetchStorage() }
}
