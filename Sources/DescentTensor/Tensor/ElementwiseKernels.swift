import CDescentKernels

typealias MapKernel = @convention(c) (UnsafeRawPointer?, UnsafeMutableRawPointer?, Int) -> Void
typealias ZipKernel =
  @convention(c) (UnsafeRawPointer?, Int, UnsafeRawPointer?, Int, UnsafeMutableRawPointer?, Int)
  -> Void

/// y = f(x), element by element.
struct Map: Kernel {
  let function: MapKernel
  let count: Int
  let size: Int

  var elements: Elements? { Elements(count, size, size) }

  func run(_ at: Operands, count: Int) { function(at[0], at[1], count) }

  @inline(__always)
  func run(_ at: Operands) {
    if count < Threads.grain { function(at[0], at[1], count) } else { runInPieces(at[0], at[1]) }
  }

  private func runInPieces(_ x: UnsafeMutableRawPointer, _ y: UnsafeMutableRawPointer) {
    nonisolated(unsafe) let (x, y) = (x, y)
    Threads.split(count) { piece in
      let offset = piece.lowerBound * size
      function(x + offset, y + offset, piece.count)
    }
  }
}

/// y = f(a, b), element by element; of an operand with stride 0 there is one element for all.
struct Zip: Kernel {
  let function: ZipKernel
  let count: Int
  let size: Int
  let resultSize: Int
  let strides: (a: Int, b: Int)

  @inline(__always)
  init(
    _ function: ZipKernel, _ count: Int, _ dtype: DType, _ result: DType,
    _ strides: (Int, Int) = (1, 1)
  ) {
    self.function = function
    self.count = count
    size = dtype.size
    resultSize = result.size
    self.strides = strides
  }

  var elements: Elements? { Elements(count, strides.a * size, strides.b * size, resultSize) }

  func run(_ at: Operands, count: Int) {
    function(at[0], strides.a, at[1], strides.b, at[2], count)
  }

  @inline(__always)
  func run(_ at: Operands) {
    if count < Threads.grain {
      function(at[0], strides.a, at[1], strides.b, at[2], count)
    } else {
      runInPieces(at[0], at[1], at[2])
    }
  }

  private func runInPieces(
    _ a: UnsafeMutableRawPointer, _ b: UnsafeMutableRawPointer, _ y: UnsafeMutableRawPointer
  ) {
    nonisolated(unsafe) let (a, b, y) = (a, b, y)
    Threads.split(count) { piece in
      let offset = piece.lowerBound
      function(
        a + offset * strides.a * size, strides.a, b + offset * strides.b * size, strides.b,
        y + offset * resultSize, piece.count)
    }
  }
}

/// y = f(x, c) or f(c, x), element by element.
struct ZipNumber: Kernel {
  let function: ZipKernel
  /// The number's bytes, the first in memory first.
  let number: UInt64
  let isFirst: Bool
  let count: Int
  let size: Int
  let resultSize: Int

  var elements: Elements? { Elements(count, size, resultSize) }

  func run(_ at: Operands, count: Int) { piece(at[0], at[1], count) }

  @inline(__always)
  func run(_ at: Operands) {
    if count < Threads.grain {
      piece(at[0], at[1], count)
    } else {
      runInPieces(at[0], at[1])
    }
  }

  @inline(__always)
  private func piece(_ x: UnsafeMutableRawPointer, _ y: UnsafeMutableRawPointer, _ count: Int) {
    var number = number
    if isFirst {
      function(&number, 0, x, 1, y, count)
    } else {
      function(x, 1, &number, 0, y, count)
    }
  }

  private func runInPieces(_ x: UnsafeMutableRawPointer, _ y: UnsafeMutableRawPointer) {
    nonisolated(unsafe) let (x, y) = (x, y)
    Threads.split(count) { range in
      piece(x + range.lowerBound * size, y + range.lowerBound * resultSize, range.count)
    }
  }
}

/// y = f(a, b), broadcast, in runs along the innermost axes that both share.
struct ZipBroadcast: Kernel {
  let function: ZipKernel
  let walk: BroadcastWalk
  let size: Int
  let resultSize: Int

  func run(_ at: Operands) {
    walk.forEachRun { a, b, y in
      function(
        at[0] + a * size, walk.strideA, at[1] + b * size, walk.strideB, at[2] + y * resultSize,
        walk.run)
    }
  }
}

/// Every element the same.
struct Repetition: Kernel {
  /// The element's bytes, the first in memory first.
  let element: UInt64
  let count: Int
  let size: Int

  func run(_ at: Operands) {
    switch size {
    case 8: at[0].initializeMemory(as: UInt64.self, repeating: element, count: count)
    case 4:
      let pattern = UInt32(truncatingIfNeeded: UInt64(littleEndian: element))
      at[0].initializeMemory(as: UInt32.self, repeating: pattern.littleEndian, count: count)
    default:
      let pattern = UInt8(truncatingIfNeeded: UInt64(littleEndian: element))
      at[0].initializeMemory(as: UInt8.self, repeating: pattern, count: count)
    }
  }
}

/// A run of the input's bytes.
struct Copy: Kernel {
  let from: Int
  let count: Int

  @inline(__always)
  func run(_ at: Operands) { at[1].copyMemory(from: at[0] + from, byteCount: count) }
}

/// The same values in another element type.
struct Convert: Kernel {
  let from: DType
  let to: DType
  let count: Int

  func run(_ at: Operands) {
    dk_convert(at[0], Int32(from.rawValue), at[1], Int32(to.rawValue), count)
  }
}
