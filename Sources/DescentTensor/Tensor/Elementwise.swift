import CDescentKernels

typealias MapKernel = @convention(c) (UnsafeRawPointer?, UnsafeMutableRawPointer?, Int) -> Void
typealias ZipKernel =
  @convention(c) (UnsafeRawPointer?, Int, UnsafeRawPointer?, Int, UnsafeMutableRawPointer?, Int)
  -> Void

extension Tensor {
  // MARK: One argument

  /// y = f(x), element by element, for floating-point numbers.
  @inline(__always)
  func mapped(_ name: StaticString, _ f32: MapKernel, _ f64: MapKernel) -> Tensor {
    let y = Tensor(uninitialized: shape, dtype)
    apply(KernelName(name: name), f32, f64, to: y)
    return y
  }

  @inline(__always)
  private func apply(
    _ name: KernelName, _ f32: MapKernel, _ f64: MapKernel, to y: Tensor
  ) {
    switch dtype {
    case .float32: Tensor.run(f32, pointer, y.pointer, count, 4)
    case .float64: Tensor.run(f64, pointer, y.pointer, count, 8)
    default: name.refuse(dtype)
    }
  }

  @inline(__always)
  static func run(
    _ kernel: MapKernel, _ x: UnsafeMutableRawPointer, _ y: UnsafeMutableRawPointer, _ n: Int,
    _ size: Int
  ) {
    if n < Threads.grain { kernel(x, y, n) } else { runInPieces(kernel, x, y, n, size) }
  }

  private static func runInPieces(
    _ kernel: MapKernel, _ x: UnsafeMutableRawPointer, _ y: UnsafeMutableRawPointer, _ n: Int,
    _ size: Int
  ) {
    nonisolated(unsafe) let (x, y) = (x, y)
    Threads.split(n) { piece in
      let offset = piece.lowerBound * size
      kernel(x + offset, y + offset, piece.count)
    }
  }

  // MARK: Two arguments

  /// y = f(a, b), element by element, broadcast by NumPy's rule.
  @inline(__always)
  static func zipped(
    _ a: Tensor, _ b: Tensor, _ name: StaticString, to dtype: DType? = nil,
    _ f32: ZipKernel, _ f64: ZipKernel, _ i32: ZipKernel? = nil, _ u8: ZipKernel? = nil
  ) -> Tensor {
    let kernel = choose(a, b, name, f32, f64, i32, u8)
    if a.shape == b.shape {
      let y = Tensor(uninitialized: a.shape, dtype ?? a.dtype)
      run(kernel, a.pointer, 1, b.pointer, 1, y.pointer, a.count, a.dtype.size, y.dtype.size)
      return y
    }
    return broadcast(a, b, name, dtype ?? a.dtype, kernel)
  }

  @inline(__always)
  private static func choose(
    _ a: Tensor, _ b: Tensor, _ name: StaticString,
    _ f32: ZipKernel, _ f64: ZipKernel, _ i32: ZipKernel?, _ u8: ZipKernel?
  ) -> ZipKernel {
    if a.dtype != b.dtype { refuse(name, a, b) }
    switch a.dtype {
    case .float32: return f32
    case .float64: return f64
    case .int32: if let i32 { return i32 }
    case .bool: if let u8 { return u8 }
    default: break
    }
    KernelName(name: name).refuse(a.dtype)
  }

  private static func refuse(_ name: StaticString, _ a: Tensor, _ b: Tensor) -> Never {
    preconditionFailure(
      "\(name): a \(a.dtype) tensor of shape \(a.shape) with a \(b.dtype) one of shape \(b.shape); convert one of them"
    )
  }

  @inline(__always)
  static func run(
    _ kernel: ZipKernel, _ a: UnsafeMutableRawPointer, _ sa: Int,
    _ b: UnsafeMutableRawPointer, _ sb: Int, _ y: UnsafeMutableRawPointer, _ n: Int,
    _ size: Int, _ resultSize: Int
  ) {
    if n < Threads.grain {
      kernel(a, sa, b, sb, y, n)
    } else {
      runInPieces(kernel, a, sa, b, sb, y, n, size, resultSize)
    }
  }

  private static func runInPieces(
    _ kernel: ZipKernel, _ a: UnsafeMutableRawPointer, _ sa: Int,
    _ b: UnsafeMutableRawPointer, _ sb: Int, _ y: UnsafeMutableRawPointer, _ n: Int,
    _ size: Int, _ resultSize: Int
  ) {
    nonisolated(unsafe) let (a, b, y) = (a, b, y)
    Threads.split(n) { piece in
      let offset = piece.lowerBound
      kernel(
        a + offset * sa * size, sa, b + offset * sb * size, sb, y + offset * resultSize, piece.count
      )
    }
  }

  private static func broadcast(
    _ a: Tensor, _ b: Tensor, _ name: StaticString, _ dtype: DType, _ kernel: ZipKernel
  ) -> Tensor {
    guard let shape = a.shape.broadcast(with: b.shape) else {
      preconditionFailure(
        "\(name): the shapes \(a.shape) and \(b.shape) do not broadcast together")
    }
    let y = Tensor(uninitialized: shape, dtype)
    let size = a.dtype.size
    let n = y.count
    if n == 0 { return y }
    if a.count == n && b.count == 1 || b.count == n && a.count == 1 {
      run(
        kernel, a.pointer, a.count == n ? 1 : 0, b.pointer, b.count == n ? 1 : 0, y.pointer, n,
        size,
        dtype.size)
      return y
    }
    let walk = BroadcastWalk(shape, a.shape, b.shape)
    walk.forEachRun { offsetA, offsetB, offset in
      kernel(
        a.pointer + offsetA * size, walk.strideA, b.pointer + offsetB * size, walk.strideB,
        y.pointer + offset * dtype.size, walk.run)
    }
    return y
  }

  // MARK: With a number

  /// y = f(x, c), where the number takes the tensor's element type.
  @inline(__always)
  func zipped(
    with c: Double, _ name: StaticString, numberFirst: Bool = false, to result: DType? = nil,
    _ f32: ZipKernel, _ f64: ZipKernel, _ i32: ZipKernel? = nil
  ) -> Tensor {
    let y = Tensor(uninitialized: shape, result ?? dtype)
    switch dtype {
    case .float32:
      var c = Float(c)
      zip(with: &c, f32, to: y, numberFirst)
    case .float64:
      var c = c
      zip(with: &c, f64, to: y, numberFirst)
    case .int32:
      guard let i32, var c = Int32(exactly: c) else {
        preconditionFailure("\(name): an int32 tensor with the number \(c)")
      }
      zip(with: &c, i32, to: y, numberFirst)
    default: KernelName(name: name).refuse(dtype)
    }
    return y
  }

  @inline(__always)
  private func zip(
    with c: UnsafeMutableRawPointer, _ kernel: ZipKernel, to y: Tensor, _ numberFirst: Bool
  ) {
    if numberFirst {
      Tensor.run(kernel, c, 0, pointer, 1, y.pointer, count, dtype.size, y.dtype.size)
    } else {
      Tensor.run(kernel, pointer, 1, c, 0, y.pointer, count, dtype.size, y.dtype.size)
    }
  }

  // MARK: Reusing memory

  /// f(ȳ, b), written over `ȳ` if nobody else holds it: for fused pullbacks, whose cotangent is not
  /// needed afterwards.
  ///
  /// - Precondition: the shapes and element types agree.
  @inline(__always)
  consuming func replaced(
    with b: Tensor, _ f32: ZipKernel, _ f64: ZipKernel
  ) -> Tensor {
    var y = self
    let kernel = y.dtype == .float32 ? f32 : f64
    if isKnownUniquelyReferenced(&y.storage) {
      Tensor.run(
        kernel, y.pointer, 1, b.pointer, 1, y.pointer, y.count, y.dtype.size, y.dtype.size)
      return y
    }
    let result = Tensor(uninitialized: y.shape, y.dtype)
    Tensor.run(
      kernel, y.pointer, 1, b.pointer, 1, result.pointer, y.count, y.dtype.size, y.dtype.size)
    return result
  }

  /// This sum with another term of the same shape and type, in place where possible.
  consuming func adding(inPlace other: Tensor) -> Tensor {
    replaced(with: other, dk_zip_add_f32, dk_zip_add_f64)
  }

  /// f(ȳ, c), written over `ȳ` if nobody else holds it.
  @inline(__always)
  consuming func replaced(with c: Double, _ f32: ZipKernel, _ f64: ZipKernel) -> Tensor {
    var y = self
    guard isKnownUniquelyReferenced(&y.storage) else { return y.zipped(with: c, "scale", f32, f64) }
    if y.dtype == .float32 {
      var c = Float(c)
      y.zip(with: &c, f32, to: y, false)
    } else {
      var c = c
      y.zip(with: &c, f64, to: y, false)
    }
    return y
  }
}

/// What a kernel is called in a message.
struct KernelName {
  let name: StaticString
  func refuse(_ dtype: DType) -> Never {
    preconditionFailure("\(name): not defined for \(dtype); convert the tensor first")
  }
}

/// Walks two broadcast operands in runs along the innermost axes that they share.
struct BroadcastWalk {
  /// The length of a run, and how far each operand advances per element: 0 or 1.
  private(set) var run = 1
  private(set) var strideA = 0
  private(set) var strideB = 0
  private var outer: [(length: Int, a: Int, b: Int)] = []

  init(_ shape: Shape, _ a: Shape, _ b: Shape) {
    let stridesA = BroadcastWalk.strides(of: a, in: shape)
    let stridesB = BroadcastWalk.strides(of: b, in: shape)
    var axes: [(length: Int, a: Int, b: Int)] = []
    for axis in 0..<shape.rank where shape[axis] != 1 {
      let next = (length: shape[axis], a: stridesA[axis], b: stridesB[axis])
      // Neighbouring axes along which both operands are dense, or both still, are one.
      if let last = axes.last, last.a == next.a * next.length, last.b == next.b * next.length {
        axes[axes.count - 1] = (last.length * next.length, next.a, next.b)
      } else {
        axes.append(next)
      }
    }
    if let inner = axes.popLast() { (run, strideA, strideB) = inner }
    outer = axes
  }

  /// Strides in elements of a dense tensor seen in a larger shape: 0 along stretched axes.
  static func strides(of shape: Shape, in larger: Shape) -> [Int] {
    var result = [Int](repeating: 0, count: larger.rank)
    let strides = shape.strides
    let shift = larger.rank - shape.rank
    for axis in 0..<shape.rank where shape[axis] != 1 { result[axis + shift] = strides[axis] }
    return result
  }

  /// Calls `body` with where each run starts in both operands and in the result.
  func forEachRun(_ body: (Int, Int, Int) -> Void) {
    var index = [Int](repeating: 0, count: outer.count)
    var (a, b, y) = (0, 0, 0)
    while true {
      body(a, b, y)
      y += run
      var axis = outer.count - 1
      while axis >= 0 {
        index[axis] += 1
        a += outer[axis].a
        b += outer[axis].b
        if index[axis] < outer[axis].length { break }
        a -= outer[axis].a * outer[axis].length
        b -= outer[axis].b * outer[axis].length
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
