import CDescentKernels

infix operator .== : ComparisonPrecedence
infix operator .!= : ComparisonPrecedence
infix operator .< : ComparisonPrecedence
infix operator .<= : ComparisonPrecedence
infix operator .> : ComparisonPrecedence
infix operator .>= : ComparisonPrecedence

// Comparisons are element by element, broadcast, and give `bool` tensors. Nothing compares true with
// not-a-number but `.!=`. They are constants to a recording.
extension Tensor {
  /// Whether elements are equal.
  public static func .== (a: Tensor, b: Tensor) -> Tensor {
    zipped(
      a, b, ".==", to: .bool, dk_zip_equal_f32, dk_zip_equal_f64, dk_zip_equal_i32, dk_zip_equal_u8)
  }
  /// Whether elements differ.
  public static func .!= (a: Tensor, b: Tensor) -> Tensor {
    zipped(
      a, b, ".!=", to: .bool, dk_zip_notEqual_f32, dk_zip_notEqual_f64, dk_zip_notEqual_i32,
      dk_zip_notEqual_u8)
  }
  /// Whether elements of the first are less.
  public static func .< (a: Tensor, b: Tensor) -> Tensor {
    zipped(
      a, b, ".<", to: .bool, dk_zip_less_f32, dk_zip_less_f64, dk_zip_less_i32, dk_zip_less_u8)
  }
  /// Whether elements of the first are less or equal.
  public static func .<= (a: Tensor, b: Tensor) -> Tensor {
    zipped(
      a, b, ".<=", to: .bool, dk_zip_lessEqual_f32, dk_zip_lessEqual_f64, dk_zip_lessEqual_i32,
      dk_zip_lessEqual_u8)
  }
  /// Whether elements of the first are greater.
  public static func .> (a: Tensor, b: Tensor) -> Tensor { b .< a }
  /// Whether elements of the first are greater or equal.
  public static func .>= (a: Tensor, b: Tensor) -> Tensor { b .<= a }

  /// Whether elements equal a number.
  public static func .== (a: Tensor, c: Double) -> Tensor {
    a.zipped(with: c, ".==", to: .bool, dk_zip_equal_f32, dk_zip_equal_f64, dk_zip_equal_i32)
  }
  /// Whether elements differ from a number.
  public static func .!= (a: Tensor, c: Double) -> Tensor {
    a.zipped(
      with: c, ".!=", to: .bool, dk_zip_notEqual_f32, dk_zip_notEqual_f64, dk_zip_notEqual_i32)
  }
  /// Whether elements are less than a number.
  public static func .< (a: Tensor, c: Double) -> Tensor {
    a.zipped(with: c, ".<", to: .bool, dk_zip_less_f32, dk_zip_less_f64, dk_zip_less_i32)
  }
  /// Whether elements are at most a number.
  public static func .<= (a: Tensor, c: Double) -> Tensor {
    a.zipped(
      with: c, ".<=", to: .bool, dk_zip_lessEqual_f32, dk_zip_lessEqual_f64, dk_zip_lessEqual_i32)
  }
  /// Whether elements are greater than a number.
  public static func .> (a: Tensor, c: Double) -> Tensor {
    a.zipped(
      with: c, ".>", numberFirst: true, to: .bool, dk_zip_less_f32, dk_zip_less_f64, dk_zip_less_i32
    )
  }
  /// Whether elements are at least a number.
  public static func .>= (a: Tensor, c: Double) -> Tensor {
    a.zipped(
      with: c, ".>=", numberFirst: true, to: .bool, dk_zip_lessEqual_f32, dk_zip_lessEqual_f64,
      dk_zip_lessEqual_i32)
  }

  /// Whether both truth values hold.
  public func and(_ other: Tensor) -> Tensor {
    Tensor.logical(self, other, "and", dk_zip_and_u8)
  }
  /// Whether one of the truth values holds.
  public func or(_ other: Tensor) -> Tensor {
    Tensor.logical(self, other, "or", dk_zip_or_u8)
  }
  /// Whether the truth value does not hold.
  public var not: Tensor {
    guard dtype == .bool else { KernelName(name: "not").refuse(dtype) }
    let y = Tensor(uninitialized: shape, .bool)
    launch(Map(function: dk_map_not_u8, count: count, size: 1), self, into: y)
    return y
  }

  private static func logical(
    _ a: Tensor, _ b: Tensor, _ name: StaticString, _ kernel: ZipKernel
  ) -> Tensor {
    guard a.dtype == .bool, b.dtype == .bool else { KernelName(name: name).refuse(a.dtype) }
    return zipped(a, b, name, kernel, kernel, kernel, kernel)
  }
}
