import DescentTensor
import Foundation
import Testing

/// What one stream gave: the type decides how it is compared.
enum Drawn {
  case float32([Float])
  case float64([Double])
  case integers([Int])
}

typealias Draw = @Sendable (inout Generator) -> Drawn

extension Generator {
  /// An array of `count` values from one of the fills.
  mutating func array<T: RandomScalar>(
    _ count: Int, _ fill: (inout Generator, UnsafeMutableBufferPointer<T>) -> Void
  ) -> [T] {
    var values = [T](repeating: .nan, count: count)
    values.withUnsafeMutableBufferPointer { fill(&self, $0) }
    return values
  }

  mutating func rand<T: RandomScalar>(_ n: Int) -> [T] {
    array(n) { $0.fillUnit($1) }
  }

  mutating func uniform<T: RandomScalar>(
    _ n: Int, _ from: Double, _ to: Double
  ) -> [T] {
    array(n) { $0.fillUniform($1, from: from, to: to) }
  }

  mutating func randn<T: RandomScalar>(
    _ n: Int, mean: Double = 0, deviation: Double = 1,
    contiguous: Bool = true
  ) -> [T] {
    array(n) {
      $0.fillNormal($1, mean: mean, standardDeviation: deviation, contiguous: contiguous)
    }
  }

  mutating func exponential<T: RandomScalar>(
    _ n: Int, rate: Double = 1
  ) -> [T] {
    array(n) { $0.fillExponential($1, rate: rate) }
  }

  mutating func bernoulli<T: RandomScalar>(_ n: Int, _ p: Double)
    -> [T]
  {
    array(n) { $0.fillBernoulli($1, probability: p) }
  }

  mutating func bernoulli<T: RandomScalar>(each probabilities: [T]) -> [T] {
    array(probabilities.count) { generator, out in
      probabilities.withUnsafeBufferPointer { generator.fillBernoulli(out, probabilities: $0) }
    }
  }

  mutating func dropout<T: RandomScalar>(_ n: Int, _ p: Double) -> [T] {
    array(n) { $0.fillDropout($1, probability: p) }
  }

  /// A layer's weight, then its bias.
  mutating func layer(weights: Int, biases: Int, fanIn: Int, groups: Int = 1) -> [Float] {
    var bias = [Float](repeating: .nan, count: biases)
    let weight = array(weights) { generator, weight in
      bias.withUnsafeMutableBufferPointer {
        generator.fillLayer(weight: weight, bias: $0, fanIn: fanIn, groups: groups)
      }
    }
    return weight + bias
  }

  mutating func multinomial<T: RandomScalar>(
    rows: [T], columns: Int, samples: Int, replacement: Bool
  ) -> [Int] {
    rows.withUnsafeBufferPointer {
      multinomial(rows: $0, columns: columns, samples: samples, replacement: replacement)
    }
  }

  /// All indices of some passes of a loader, as batches one after the other.
  mutating func loader(
    _ sampler: Sampler, batch: Int, dropLast: Bool = false, own: Bool = false, epochs: Int
  ) -> [Int] {
    (0..<epochs).flatMap { _ in
      var epoch = EpochOrder(sampler, ownsGenerator: own, using: &self)
      var indices: [Int] = []
      while let batch = epoch.nextBatch(of: batch, dropLast: dropLast, using: &self) {
        indices += batch
      }
      return indices
    }
  }
}

/// The distance of two values in units of the last place.
func ulps(_ a: Float, _ b: Float) -> UInt64 {
  func key(_ x: Float) -> Int64 {
    x.sign == .minus ? -Int64(x.magnitude.bitPattern) : Int64(x.bitPattern)
  }
  return (key(a) - key(b)).magnitude
}

func ulps(_ a: Double, _ b: Double) -> UInt64 {
  func key(_ x: Double) -> Int64 {
    x.sign == .minus ? -Int64(x.magnitude.bitPattern) : Int64(x.bitPattern)
  }
  return key(a).subtractingReportingOverflow(key(b)).partialValue.magnitude
}

/// The 64-bit FNV-1a hash of the little-endian bytes of the values.
func digest(_ drawn: Drawn) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  func add(_ bits: UInt64, bytes: Int) {
    for i in 0..<bytes { hash = (hash ^ (bits >> (8 * i) & 0xFF)) &* 0x100_0000_01B3 }
  }
  switch drawn {
  case .float32(let values): for value in values { add(UInt64(value.bitPattern), bytes: 4) }
  case .float64(let values): for value in values { add(value.bitPattern, bytes: 8) }
  case .integers(let values):
    for value in values { add(UInt64(bitPattern: Int64(value)), bytes: 8) }
  }
  return hash
}

func fixture(_ name: String) throws -> Data {
  let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures")
  return try Data(contentsOf: try #require(url, "no Fixtures/\(name).json"))
}
