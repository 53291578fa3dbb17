import DescentTensor

/// How numbers are distributed: how many lie up to each limit and above the one before.
public struct TFHistogram: Sendable, Hashable {
  /// The least of the finite numbers; 0 where there is none.
  public var least: Double
  /// The greatest of the finite numbers; 0 where there is none.
  public var greatest: Double
  /// How many numbers there are, those without a place among them.
  public var count: Double
  /// Their sum.
  public var sum: Double
  /// The sum of their squares.
  public var sumOfSquares: Double
  /// The upper limits of the buckets, ascending.
  public var limits: [Double]
  /// How many numbers lie in each of the buckets.
  public var counts: [Double]

  /// The distribution of the elements of a tensor.
  ///
  /// The buckets are TensorFlow's: their limits grow by a tenth from ±10⁻¹² on, those without a number are
  /// left out at both ends. What is infinite counts in the outermost ones, what is undefined in ``count``
  /// and the sums alone.
  public init(_ tensor: Tensor) {
    let elements =
      tensor.dtype == .float64
      ? tensor.elements(as: Double.self)
      : tensor.converted(to: .float32).elements(as: Float.self).map { Double($0) }
    self.init(elements)
  }

  /// The distribution of numbers.
  init(_ numbers: [Double]) {
    var (least, greatest) = (Double.infinity, -Double.infinity)
    var (sum, sumOfSquares) = (0.0, 0.0)
    var counts = [Double](repeating: 0, count: Self.allLimits.count)
    for number in numbers {
      sum += number
      sumOfSquares += number * number
      if number.isFinite {
        least = min(least, number)
        greatest = max(greatest, number)
      }
      if !number.isNaN { counts[Self.bucket(of: number)] += 1 }
    }
    let filled = counts.indices.filter { counts[$0] > 0 }
    // An empty bucket at either end says where the first filled one begins.
    let first = max(0, (filled.first ?? 0) - 1)
    let end = min(counts.count, (filled.last ?? 0) + 2)
    self.least = least.isFinite ? least : 0
    self.greatest = greatest.isFinite ? greatest : 0
    count = Double(numbers.count)
    self.sum = sum
    self.sumOfSquares = sumOfSquares
    limits = Array(Self.allLimits[first..<end])
    self.counts = Array(counts[first..<end])
  }

  init(
    least: Double, greatest: Double, count: Double, sum: Double, sumOfSquares: Double,
    limits: [Double], counts: [Double]
  ) {
    (self.least, self.greatest, self.count) = (least, greatest, count)
    (self.sum, self.sumOfSquares) = (sum, sumOfSquares)
    (self.limits, self.counts) = (limits, counts)
  }

  /// −∞ … −1.1·10⁻¹², −10⁻¹², 0, 10⁻¹², 1.1·10⁻¹² … ∞, the infinite ones as the greatest finite number.
  static let allLimits: [Double] = {
    var positive: [Double] = []
    var limit = 1e-12
    while limit < 1e20 {
      positive.append(limit)
      limit *= 1.1
    }
    positive.append(.greatestFiniteMagnitude)
    return positive.reversed().map { -$0 } + [0] + positive
  }()

  /// The bucket of a number: the first whose limit is not below it.
  private static func bucket(of number: Double) -> Int {
    var (low, high) = (0, allLimits.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if allLimits[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
