/// The type of a tensor's elements, known when the program runs.
///
/// Arithmetic is done in ``float32``, ``float64`` and ``int32``; comparisons give ``bool``. ``int64``
/// and ``uint8`` hold what files hold (labels, images) and are converted before they are computed
/// with. There is no silent promotion: an operation on two tensors asks that their types agree.
public enum DType: UInt8, Sendable, Hashable, CaseIterable, Codable {
  /// IEEE 754 binary32, the default of a model.
  case float32 = 0
  /// IEEE 754 binary64.
  case float64 = 1
  /// 32-bit whole numbers that wrap around.
  case int32 = 2
  /// Truth values, a byte each.
  case bool = 3
  /// 64-bit whole numbers: storage only.
  case int64 = 4
  /// Bytes: storage only.
  case uint8 = 5

  /// The size of one element in bytes.
  public var size: Int {
    switch self {
    case .float32, .int32: 4
    case .float64, .int64: 8
    case .bool, .uint8: 1
    }
  }

  /// Whether elements are floating-point numbers, and so can be differentiated.
  public var isFloatingPoint: Bool { self == .float32 || self == .float64 }

  /// The distance from 1 to the next representable number; 0 for types that are not floating-point.
  public var epsilon: Double {
    switch self {
    case .float32: Double(Float.ulpOfOne)
    case .float64: Double.ulpOfOne
    default: 0
    }
  }
}

extension DType: CustomStringConvertible {
  /// The name that NumPy and torch use, for example `float32`.
  public var description: String {
    switch self {
    case .float32: "float32"
    case .float64: "float64"
    case .int32: "int32"
    case .bool: "bool"
    case .int64: "int64"
    case .uint8: "uint8"
    }
  }
}

/// A Swift type that can be an element of a tensor.
public protocol TensorScalar: Sendable, Hashable {
  /// The element type that this Swift type is stored as.
  static var dtype: DType { get }
}

extension Float: TensorScalar {
  /// `float32`.
  public static var dtype: DType { .float32 }
}
extension Double: TensorScalar {
  /// `float64`.
  public static var dtype: DType { .float64 }
}
extension Int32: TensorScalar {
  /// `int32`.
  public static var dtype: DType { .int32 }
}
extension Bool: TensorScalar {
  /// `bool`.
  public static var dtype: DType { .bool }
}
extension Int64: TensorScalar {
  /// `int64`.
  public static var dtype: DType { .int64 }
}
extension UInt8: TensorScalar {
  /// `uint8`.
  public static var dtype: DType { .uint8 }
}
