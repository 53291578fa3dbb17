import CDescentKernels
import DescentTensor

/// A floating-point type whose bits can be read and compared.
protocol BitwiseComparable: TensorScalar, BinaryFloatingPoint, Sendable {
  init(hexadecimal digits: Substring) throws
  var bits: UInt64 { get }
  static var digits: Int { get }
}

struct NotHexadecimal: Error { let digits: String }

extension Float: BitwiseComparable {
  init(hexadecimal digits: Substring) throws {
    guard let bits = UInt32(digits, radix: 16) else { throw NotHexadecimal(digits: "\(digits)") }
    self.init(bitPattern: bits)
  }
  var bits: UInt64 { UInt64(bitPattern) }
  static var digits: Int { 8 }
}

extension Double: BitwiseComparable {
  init(hexadecimal digits: Substring) throws {
    guard let bits = UInt64(digits, radix: 16) else { throw NotHexadecimal(digits: "\(digits)") }
    self.init(bitPattern: bits)
  }
  var bits: UInt64 { bitPattern }
  static var digits: Int { 16 }
}

/// The first place where two arrays differ in a bit; nil if they do not.
///
/// All values that are not
/// numbers are the same.
func firstDifference<T: BitwiseComparable>(_ a: [T], _ b: [T]) -> String? {
  if a.count != b.count { return "\(a.count) elements and \(b.count)" }
  for i in a.indices where a[i].bits != b[i].bits && !(a[i].isNaN && b[i].isNaN) {
    return "element \(i): \(a[i]) and \(b[i])"
  }
  return nil
}

/// The first place where two tensors differ in a bit; nil if they do not.
func firstDifference(_ a: Tensor, _ b: Tensor) -> String? {
  if a.dtype != b.dtype || a.shape != b.shape {
    return "\(a.dtype) \(a.shape) and \(b.dtype) \(b.shape)"
  }
  return a.dtype == .float32
    ? firstDifference(a.elements(as: Float.self), b.elements(as: Float.self))
    : firstDifference(a.elements(as: Double.self), b.elements(as: Double.self))
}

/// SplitMix64: numbers that are the same in every run.
struct TestGenerator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// A tensor of numbers between -1 and 1.
func randomTensor(_ shape: Shape, _ dtype: DType, seed: UInt64) -> Tensor {
  var generator = TestGenerator(state: seed)
  return Tensor(
    (0..<shape.count).map { _ in generator.uniform() * 2 - 1 }, shape: shape, dtype: dtype)
}
