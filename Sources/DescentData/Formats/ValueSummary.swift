import DescentTensor

/// The range, mean and deviation of numbers, and how many of them are not finite.
package struct ValueSummary: Equatable, Sendable {
  /// How many numbers there were.
  package private(set) var count = 0
  /// How many of them are NaN or infinite; these count in nothing else.
  package private(set) var notFinite = 0
  /// The least, NaN if there is none.
  package private(set) var minimum = Double.nan
  /// The greatest, NaN if there is none.
  package private(set) var maximum = Double.nan
  /// Sums are of the distances to the first number, so that a large mean costs no digits.
  private var first = 0.0
  private var sum = 0.0
  private var squares = 0.0

  package init() {}

  private var finite: Double { Double(count - notFinite) }

  /// The mean, NaN if there is none.
  package var mean: Double { finite > 0 ? first + sum / finite : .nan }

  /// The standard deviation of the numbers as a whole population, NaN if there are none.
  package var deviation: Double {
    guard finite > 0 else { return .nan }
    let mean = sum / finite
    return max(0, squares / finite - mean * mean).squareRoot()
  }

  /// Takes one more number.
  package mutating func add(_ value: Double) {
    count += 1
    guard value.isFinite else {
      notFinite += 1
      return
    }
    if count - notFinite == 1 { (minimum, maximum, first) = (value, value, value) }
    if value < minimum { minimum = value }
    if value > maximum { maximum = value }
    let distance = value - first
    sum += distance
    squares += distance * distance
  }

  /// Takes every element.
  package mutating func add(_ tensor: Tensor) {
    switch tensor.dtype {
    case .float32: tensor.withUnsafeElements(as: Float.self) { for x in $0 { add(Double(x)) } }
    case .float64: tensor.withUnsafeElements(as: Double.self) { for x in $0 { add(x) } }
    case .int32: tensor.withUnsafeElements(as: Int32.self) { for x in $0 { add(Double(x)) } }
    case .int64: tensor.withUnsafeElements(as: Int64.self) { for x in $0 { add(Double(x)) } }
    case .uint8: tensor.withUnsafeElements(as: UInt8.self) { for x in $0 { add(Double(x)) } }
    case .bool: tensor.withUnsafeElements(as: Bool.self) { for x in $0 { add(x ? 1 : 0) } }
    }
  }

  /// Summarizes an array file, piece by piece.
  package init(of file: inout ArrayFile) throws(DataError) {
    let row = max(1, file.shape.count / max(1, file.rowCount))
    while let piece = try file.next(max(1, (1 << 16) / row)) { add(piece) }
  }

  /// Summarizes one tensor of a file, piece by piece.
  package init(
    of item: SafetensorsFile.Item, in file: borrowing SafetensorsFile
  ) throws(DataError) {
    var start = 0
    while start < item.count {
      let end = min(item.count, start + 1 << 16)
      let entry = SafetensorsEntry(
        name: item.name, type: item.type, shape: [end - start],
        bytes: try file.bytes(of: item, start..<end))
      add(entry.tensor)
      start = end
    }
  }
}
