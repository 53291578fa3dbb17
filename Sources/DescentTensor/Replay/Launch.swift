import CDescentKernels

// Every kernel that makes a tensor is launched by one of these. They run it at once; while a step is
// recorded on this thread they also note it.
//
// `into` says that the kernel writes every element of the output and does not read it before, unless it
// is among the inputs too; `updating`, that it changes some of what is there.

/// Runs a kernel without inputs.
@inline(__always)
func launch<K: Kernel>(_ kernel: K, into y: Tensor) {
  if dk_trace() != nil { Trace.note(kernel, into: y) }
  run(kernel, y.storage.pointer)
  withExtendedLifetime(y) {}
}

/// Runs a kernel on one input.
@inline(__always)
func launch<K: Kernel>(_ kernel: K, _ x: Tensor, into y: Tensor) {
  if dk_trace() != nil { Trace.note(kernel, x, into: y) }
  run(kernel, (x.storage.pointer, y.storage.pointer))
  withExtendedLifetime(x) {}
  withExtendedLifetime(y) {}
}

/// Runs a kernel on two inputs.
@inline(__always)
func launch<K: Kernel>(_ kernel: K, _ a: Tensor, _ b: Tensor, into y: Tensor) {
  if dk_trace() != nil { Trace.note(kernel, a, b, into: y) }
  run(kernel, (a.storage.pointer, b.storage.pointer, y.storage.pointer))
  withExtendedLifetime(a) {}
  withExtendedLifetime(b) {}
  withExtendedLifetime(y) {}
}

/// Runs a kernel on three inputs.
@inline(__always)
func launch<K: Kernel>(_ kernel: K, _ a: Tensor, _ b: Tensor, _ c: Tensor, into y: Tensor) {
  if dk_trace() != nil { Trace.note(kernel, a, b, c, into: y) }
  run(
    kernel, (a.storage.pointer, b.storage.pointer, c.storage.pointer, y.storage.pointer))
  withExtendedLifetime(a) {}
  withExtendedLifetime(b) {}
  withExtendedLifetime(c) {}
  withExtendedLifetime(y) {}
}

/// Runs a kernel on any number of inputs and outputs.
func launch<K: Kernel>(_ kernel: K, _ inputs: [Tensor], into outputs: [Tensor]) {
  if dk_trace() != nil { Trace.note(kernel, inputs, outputs) }
  let at = (inputs + outputs).map(\.storage.pointer)
  at.withUnsafeBufferPointer { if let base = $0.baseAddress { kernel.run(Operands(base: base)) } }
  withExtendedLifetime(inputs) {}
  withExtendedLifetime(outputs) {}
}

/// Runs a kernel on one input that changes some of the output's elements.
@inline(__always)
func launch<K: Kernel>(_ kernel: K, _ x: Tensor, updating y: Tensor) {
  if dk_trace() != nil { Trace.note(kernel, x, updating: y) }
  run(kernel, (x.storage.pointer, y.storage.pointer))
  withExtendedLifetime(x) {}
  withExtendedLifetime(y) {}
}

/// Runs a kernel whose first operand is a generator, which it draws from.
@inline(__always)
func launch<K: Kernel>(_ kernel: K, drawingFrom generator: inout Generator, into y: Tensor) {
  let isNoted = dk_trace() != nil && Trace.noteDraw(kernel, from: generator, [y])
  withUnsafeMutablePointer(to: &generator) {
    run(kernel, (UnsafeMutableRawPointer($0), y.storage.pointer))
  }
  if isNoted { Trace.noteDrawn(generator) }
  withExtendedLifetime(y) {}
}

/// Runs a kernel on operands that stand in a tuple of pointers.
@inline(__always)
private func run<K: Kernel, Pointers>(_ kernel: K, _ operands: Pointers) {
  withUnsafePointer(to: operands) { operands in
    let base = UnsafeRawPointer(operands).assumingMemoryBound(to: UnsafeMutableRawPointer.self)
    kernel.run(Operands(base: base))
  }
}
