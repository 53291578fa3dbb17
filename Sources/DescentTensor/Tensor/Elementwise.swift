import CDescentKernels

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
    case .float32: launch(Map(function: f32, count: count, size: 4), self, into: y)
    case .float64: launch(Map(function: f64, count: count, size: 8), self, into: y)
    default: name.refuse(dtype)
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
      launch(Zip(kernel, a.count, a.dtype, y.dtype), a, b, into: y)
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

  private static func broadcast(
    _ a: Tensor, _ b: Tensor, _ name: StaticString, _ dtype: DType, _ kernel: ZipKernel
  ) -> Tensor {
    guard let shape = a.shape.broadcast(with: b.shape) else {
      preconditionFailure(
        "\(name): the shapes \(a.shape) and \(b.shape) do not broadcast together")
    }
    let y = Tensor(uninitialized: shape, dtype)
    let n = y.count
    if n == 0 { return y }
    if a.count == n && b.count == 1 || b.count == n && a.count == 1 {
      let strides = (a.count == n ? 1 : 0, b.count == n ? 1 : 0)
      launch(Zip(kernel, n, a.dtype, dtype, strides), a, b, into: y)
      return y
    }
    let walk = BroadcastWalk(shape, a.shape, b.shape)
    launch(
      ZipBroadcast(function: kernel, walk: walk, size: a.dtype.size, resultSize: dtype.size), a, b,
      into: y)
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
    case .float32: zip(with: UInt64(Float(c).bitPattern), f32, to: y, numberFirst)
    case .float64: zip(with: c.bitPattern, f64, to: y, numberFirst)
    case .int32:
      guard let i32, let c = Int32(exactly: c) else {
        preconditionFailure("\(name): an int32 tensor with the number \(c)")
      }
      zip(with: UInt64(UInt32(bitPattern: c)), i32, to: y, numberFirst)
    default: KernelName(name: name).refuse(dtype)
    }
    return y
  }

  @inline(__always)
  private func zip(
    with c: UInt64, _ kernel: ZipKernel, to y: Tensor, _ numberFirst: Bool
  ) {
    launch(
      ZipNumber(
        function: kernel, number: c.littleEndian, isFirst: numberFirst, count: count,
        size: dtype.size, resultSize: y.dtype.size), self, into: y)
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
      launch(Zip(kernel, y.count, y.dtype, y.dtype), y, b, into: y)
      return y
    }
    let result = Tensor(uninitialized: y.shape, y.dtype)
    launch(Zip(kernel, y.count, y.dtype, y.dtype), y, b, into: result)
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
      y.zip(with: UInt64(Float(c).bitPattern), f32, to: y, false)
    } else {
      y.zip(with: c.bitPattern, f64, to: y, false)
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
