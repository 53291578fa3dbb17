extension Tensor {
  /// Whether this value has a history in the recording that runs.
  @inline(__always)
  borrowing func tape() -> UnsafeMutablePointer<Tape>? {
    guard recording != 0, let tape = Tape.current, tape.pointee.recording == recording else {
      return nil
    }
    return tape
  }

  /// This value as the result of an operation on `x`, if `x` is being recorded.
  ///
  /// `operation` receives the recorded value, to be saved where the pullback wants it.
  @inline(__always)
  consuming func recorded<O: Operation>(
    of x: borrowing Tensor, _ operation: (borrowing Tensor) -> O
  ) -> Tensor {
    var y = self
    guard let tape = x.tape() else { return y }
    y.node = tape.pointee.count
    y.recording = x.recording
    let arguments = tape.pointee.arguments(1)
    arguments[0] = x.node
    tape.pointee.append(operation(y), arguments: arguments)
    return y
  }

  /// This value as the result of an operation on `a` and `b`, if either is being recorded.
  @inline(__always)
  consuming func recorded<O: Operation>(
    of a: borrowing Tensor, _ b: borrowing Tensor, _ operation: (borrowing Tensor) -> O
  ) -> Tensor {
    var y = self
    let left = a.tape()
    let right = b.tape()
    guard let tape = left ?? right else { return y }
    y.node = tape.pointee.count
    y.recording = tape.pointee.recording
    let arguments = tape.pointee.arguments(2)
    arguments[0] = left == nil ? -1 : a.node
    arguments[1] = right == nil ? -1 : b.node
    tape.pointee.append(operation(y), arguments: arguments)
    return y
  }

  /// This value as the result of an operation on many, if any of them is being recorded.
  consuming func recorded<O: Operation>(
    of inputs: [Tensor], _ operation: (borrowing Tensor) -> O
  ) -> Tensor {
    var y = self
    guard let tape = inputs.lazy.compactMap({ $0.tape() }).first else { return y }
    y.node = tape.pointee.count
    y.recording = tape.pointee.recording
    let arguments = tape.pointee.arguments(inputs.count)
    for (i, input) in inputs.enumerated() {
      arguments[i] = input.recording == y.recording ? input.node : -1
    }
    tape.pointee.append(operation(y), arguments: arguments)
    return y
  }
}
