import DescentTensor
import Foundation
import Testing

/// Further streams, each with the word that comes after it, from an independent transcription of
/// torch's streams (Scripts/random_reference_extra.py wrote them).
@Suite struct RandomStreamTests {
  struct Record: Decodable {
    let seed: String
    let stream: Generator.Stream
    let name: String
    let next: UInt32
    let float32: [UInt32]?
    let float64: [Double]?
    let integers: [Int]?
    let digest: UInt64?
  }

  static let eighths = (0..<9).map { Double($0) / 8 }

  static let rows: [Float] = (0..<18).map { cell in
    let (i, j) = (cell / 6, cell % 6)
    return Float(0.1 * Double(1 + (5 * i + 3 * j) % 7))
  }

  static let torch: [String: Draw] = {
    var streams: [String: Draw] = [
      "words": { .integers([Int($0.nextWord()), Int($0.nextWord()), Int($0.nextWord())]) },
      "randn 5001 digest": { .float32($0.randn(5001)) },
      "randn 1000000 digest, one seed": { .float32($0.randn(1_000_000)) },
      "normal -1.5 0.7 2064 digest": { .float32($0.randn(2064, mean: -1.5, deviation: 0.7)) },
      "rand 3001 digest": { .float32($0.rand(3001)) },
      "rand 3001 float64 digest": { .float64($0.rand(3001)) },
      "uniform -0.37 1.9 3001 digest": { .float32($0.uniform(3001, -0.37, 1.9)) },
      "uniform -0.37 1.9 1501 float64 digest": { .float64($0.uniform(1501, -0.37, 1.9)) },
      "exponential 2.5 7 float64": { .float64($0.exponential(7, rate: 2.5)) },
      "exponential 0.3 700 digest": { .float32($0.exponential(700, rate: 0.3)) },
      "bernoulli 0.7 1501 digest": { .float32($0.bernoulli(1501, 0.7)) },
      "bernoulli each 9": {
        .integers($0.bernoulli(each: eighths.map { Float($0) }).map { Int($0) })
      },
      "bernoulli each 9 float64": { .integers($0.bernoulli(each: eighths).map { Int($0) }) },
      "bernoulli 0 then 1": {
        let ones: [Float] = $0.bernoulli(3, 0) + $0.bernoulli(3, 1)
        return .integers(ones.map { Int($0) })
      },
      "dropout 0.2 9": { .float32($0.dropout(9, 0.2)) },
      "integers of 7": { .integers($0.integers(in: -3..<4, count: 2000)) },
      "integers of 2^62": { .integers($0.integers(in: -(1 << 61)..<(1 << 61), count: 3)) },
      "permutation inside out 50": { .integers($0.permutation(50, insideOut: true)) },
      "linear 784 50 digest": {
        .float32($0.layer(weights: 784 * 50, biases: 50, fanIn: 784))
      },
      "conv2d 4 6 3x5 groups 2 digest": {
        .float32($0.layer(weights: 180, biases: 6, fanIn: 30, groups: 2))
      },
      "split 13 of 0.7 0.2 0.1": {
        .integers(randomSplit(13, fractions: [0.7, 0.2, 0.1], using: &$0).flatMap { $0 })
      },
      "split 13 of 4 9": {
        .integers(randomSplit(13, lengths: [4, 9], using: &$0).flatMap { $0 })
      },
      "loader 13 by 4 own left early": {
        var epoch = EpochOrder(.shuffled(13), ownsGenerator: true, using: &$0)
        return .integers(epoch.nextBatch(of: 4, using: &$0) ?? [])
      },
    ]
    for n in [1, 15, 16, 17, 31, 32, 33, 100] {
      streams["randn \(n)"] = { .float32($0.randn(n)) }
      streams["randn \(n) float64"] = { .float64($0.randn(n)) }
      streams["randn \(n) strided"] = { .float32($0.randn(n, contiguous: false)) }
      streams["normal 0.5 2.3 \(n)"] = { .float32($0.randn(n, mean: 0.5, deviation: 2.3)) }
    }
    for n in [0, 1, 2, 700] {
      streams["permutation \(n)"] = { .integers($0.permutation(n)) }
    }
    for (name, samples, replacement) in [("5 replaced", 5, true), ("4", 4, false)]
      + [("1 replaced", 1, true)]
    {
      streams["multinomial 3 rows \(name)"] = {
        .integers(
          $0.multinomial(rows: rows, columns: 6, samples: samples, replacement: replacement))
      }
      streams["multinomial 3 rows \(name) float64"] = {
        let rows = rows.map { Double($0) }
        return .integers(
          $0.multinomial(rows: rows, columns: 6, samples: samples, replacement: replacement))
      }
    }
    for (own, drop) in [(false, false), (false, true), (true, false), (true, true)] {
      for n in [12, 13] {
        streams["loader \(n) by 4\(drop ? " drop" : "")\(own ? " own" : "")"] = {
          .integers($0.loader(.shuffled(n), batch: 4, dropLast: drop, own: own, epochs: 2))
        }
      }
    }
    return streams
  }()

  static let torch2017: [String: Draw] = [
    "rand 5": { .float32($0.rand(5)) },
    "uniform -0.37 1.9 9": { .float32($0.uniform(9, -0.37, 1.9)) },
    "uniform -0.37 1.9 9 float64": { .float64($0.uniform(9, -0.37, 1.9)) },
    "randn 33": { .float32($0.randn(33)) },
    "normal 0.5 2.3 33 float64": { .float64($0.randn(33, mean: 0.5, deviation: 2.3)) },
    "bernoulli 0.3 20": {
      let ones: [Float] = $0.bernoulli(20, 0.3)
      return .integers(ones.map { Int($0) })
    },
    "bernoulli each 9": { .integers($0.bernoulli(each: eighths).map { Int($0) }) },
    "permutation 12": { .integers($0.permutation(12)) },
    "integers of 2^31": { .integers($0.integers(in: -5..<(1 << 31 - 5), count: 5)) },
    "integers of 2^32": { .integers($0.integers(in: 0..<(1 << 32), count: 5)) },
    "multinomial 4": { .integers($0.multinomial([1, 2, 3, 4, 5, 6] as [Double], samples: 4)) },
    "multinomial 9 replaced": {
      .integers($0.multinomial([1, 2, 3, 4, 5, 6] as [Float], samples: 9, replacement: true))
    },
    "linear 5 3": { .float32($0.layer(weights: 15, biases: 3, fanIn: 5)) },
    "loader 13 by 4 twice": { .integers($0.loader(.shuffled(13), batch: 4, epochs: 2)) },
  ]

  /// Values, and the word that the engine gives after them.
  @Test(arguments: Generator.Stream.allCases)
  func everyValueAndTheWordAfterIt(stream: Generator.Stream) throws {
    let records = try JSONDecoder().decode([Record].self, from: fixture("random-extra"))
      .filter { $0.stream == stream }
    let streams = stream == .torch ? Self.torch : Self.torch2017
    #expect(Set(records.map(\.name)) == Set(streams.keys))
    for record in records {
      let draw = try #require(streams[record.name], "no stream for \(record.name)")
      let seed = record.seed
      var generator: Generator
      if let small = Int(seed) {
        generator = Generator(seed: small, stream: stream)
      } else {
        generator = Generator(seed: try #require(UInt64(seed)), stream: stream)
      }
      let drawn = draw(&generator)
      if let want = record.digest {
        #expect(digest(drawn) == want, "\(record.name), seed \(seed)")
      } else {
        switch drawn {
        case .float32(let got):
          #expect(got.map(\.bitPattern) == record.float32, "\(record.name), seed \(seed)")
        case .float64(let got):
          let want = try #require(record.float64)
          try #require(got.count == want.count, "\(record.name), seed \(seed)")
          let tolerance: UInt64 = record.name.hasPrefix("uniform") ? 0 : 4
          let worst = zip(got, want).map { ulps($0, $1) }.max() ?? 0
          #expect(worst <= tolerance, "\(record.name), seed \(seed)")
        case .integers(let got):
          if let want = record.integers {
            #expect(got == want, "\(record.name), seed \(seed)")
          } else {
            #expect(digest(drawn) == record.digest, "\(record.name), seed \(seed)")
          }
        }
      }
      #expect(generator.nextWord() == record.next, "word after \(record.name), seed \(seed)")
    }
  }
}
