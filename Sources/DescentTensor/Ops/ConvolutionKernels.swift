import CDescentKernels

extension ConvolutionSizes {
  /// x ∗ w + b + z, or the positive part of that.
  func result(
    x: Tensor, weight: Tensor, bias: Tensor?, addend: Tensor? = nil, relu: Bool
  ) -> Tensor {
    let y = Tensor(uninitialized: self.y, dtype)
    let packed = Tensor(uninitialized: self.weight, dtype)
    let kernel = ConvolutionResult(
      sizes: sizes, pieces: pieces,
      pack: dtype == .float32 ? dk_convolution_pack_f32 : dk_convolution_pack_f64,
      function: dtype == .float32 ? dk_convolution_f32 : dk_convolution_f64,
      hasBias: bias != nil, hasAddend: addend != nil, relu: relu)
    launch(kernel, [x, weight] + [bias, addend].compactMap { $0 }, into: [y, packed])
    return y
  }

  /// ȳ ∗ᵀ w.
  func inputGradient(result: Tensor, weight: Tensor) -> Tensor {
    let x = Tensor(uninitialized: self.x, dtype)
    let packed = Tensor(uninitialized: self.weight, dtype)
    let kernel = ConvolutionInput(
      sizes: sizes, pieces: pieces,
      pack: dtype == .float32 ? dk_convolutionInput_pack_f32 : dk_convolutionInput_pack_f64,
      function: dtype == .float32 ? dk_convolutionInput_f32 : dk_convolutionInput_f64)
    launch(kernel, [result, weight], into: [x, packed])
    return x
  }

  /// x ⋆ ȳ.
  func weightGradient(x: Tensor, result: Tensor) -> Tensor {
    let weight = Tensor(uninitialized: self.weight, dtype)
    let units = withUnsafePointer(to: sizes) { dk_convolutionWeight_units($0) }
    let parts = Tensor(uninitialized: [units, weight.count], dtype)
    let kernel = ConvolutionWeight(
      sizes: sizes, pieces: pieces, units: units, count: weight.count,
      function: dtype == .float32 ? dk_convolutionWeight_f32 : dk_convolutionWeight_f64,
      sum: dtype == .float32 ? dk_convolutionWeight_sum_f32 : dk_convolutionWeight_sum_f64)
    launch(kernel, [x, result], into: [weight, parts])
    return weight
  }

  /// In how many pieces threads take the work: each call prepares its memory anew, and a small
  /// convolution is not worth a thread's waking.
  var pieces: Int {
    y.count * weight.count(of: 1..<4) < Threads.grain * 16 ? 1 : 16
  }
}

private typealias PackKernel =
  @convention(c) (UnsafePointer<dk_convolution>?, UnsafeRawPointer?, UnsafeMutableRawPointer?) ->
  Void

/// Calls `body` for the units of a convolution's work, in so many pieces.
func split(
  _ units: Int, _ pieces: Int, _ body: @Sendable (_ first: Int, _ last: Int) -> Void
) {
  Threads.split(units, grain: Swift.max(1, (units + pieces - 1) / pieces)) {
    body($0.lowerBound, $0.upperBound)
  }
}

private struct ConvolutionResult: Kernel {
  let sizes: dk_convolution
  let pieces: Int
  let pack: PackKernel
  let function:
    @convention(c) (
      UnsafePointer<dk_convolution>?, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?,
      UnsafeRawPointer?, Int32, UnsafeMutableRawPointer?, Int, Int
    ) -> Void
  let hasBias: Bool
  let hasAddend: Bool
  let relu: Bool

  func run(_ at: Operands) {
    nonisolated(unsafe) let x = at[0]
    nonisolated(unsafe) let bias = hasBias ? at[2] : nil
    let next = hasBias ? 3 : 2
    nonisolated(unsafe) let addend = hasAddend ? at[next] : nil
    let output = hasAddend ? next + 1 : next
    nonisolated(unsafe) let (y, packed) = (at[output], at[output + 1])
    withUnsafePointer(to: sizes) { sizes in
      nonisolated(unsafe) let sizes = sizes
      pack(sizes, at[1], packed)
      split(dk_convolution_units(sizes), pieces) {
        function(sizes, x, packed, bias, addend, relu ? 1 : 0, y, $0, $1)
      }
    }
  }
}

private struct ConvolutionInput: Kernel {
  let sizes: dk_convolution
  let pieces: Int
  let pack: PackKernel
  let function:
    @convention(c) (
      UnsafePointer<dk_convolution>?, UnsafeRawPointer?, UnsafeRawPointer?,
      UnsafeMutableRawPointer?, Int, Int
    ) -> Void

  func run(_ at: Operands) {
    nonisolated(unsafe) let (result, x, packed) = (at[0], at[2], at[3])
    withUnsafePointer(to: sizes) { sizes in
      nonisolated(unsafe) let sizes = sizes
      pack(sizes, at[1], packed)
      split(dk_convolutionInput_units(sizes), pieces) {
        function(sizes, result, packed, x, $0, $1)
      }
    }
  }
}

private struct ConvolutionWeight: Kernel {
  let sizes: dk_convolution
  let pieces: Int
  let units: Int
  let count: Int
  let function:
    @convention(c) (
      UnsafePointer<dk_convolution>?, UnsafeRawPointer?, UnsafeRawPointer?,
      UnsafeMutableRawPointer?, Int, Int
    ) -> Void
  let sum: @convention(c) (UnsafeRawPointer?, Int, UnsafeMutableRawPointer?, Int) -> Void

  func run(_ at: Operands) {
    nonisolated(unsafe) let (x, result, parts) = (at[0], at[1], at[3])
    withUnsafePointer(to: sizes) { sizes in
      nonisolated(unsafe) let sizes = sizes
      split(units, pieces) { function(sizes, x, result, parts, $0, $1) }
    }
    sum(parts, units, at[2], count)
  }
}
