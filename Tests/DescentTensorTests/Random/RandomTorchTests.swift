import DescentTensor
import Foundation
import Testing

/// Streams recorded from torch 2.15 itself, ten seeds in two files.
@Suite struct RandomTorchTests {
  struct Recording: Decodable {
    let cases: [Case]
  }

  struct Case: Decodable {
    var seed = 0
    var integers: [String: [Int]] = [:]
    var numbers: [String: [Double]] = [:]

    struct Key: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      for key in container.allKeys {
        if key.stringValue == "seed" {
          seed = try container.decode(Int.self, forKey: key)
        } else {
          integers[key.stringValue] = try? container.decode([Int].self, forKey: key)
          numbers[key.stringValue] = try? container.decode([Double].self, forKey: key)
        }
      }
    }
  }

  static let sixWeights: [Float] = [1, 2, 3, 4, 5, 6]

  static let streams: [String: Draw] = [
    "rand5": { .float32($0.rand(5)) },
    "randn7": { .float32($0.randn(7)) },
    "randn40": { .float32($0.randn(40)) },
    "randn20_float64": { .float64($0.randn(20)) },
    "randperm12": { .integers($0.permutation(12)) },
    "randint1000x9": { .integers($0.integers(in: 0..<1000, count: 9)) },
    "linear5x3_weight": { .float32(Array($0.layer(weights: 15, biases: 3, fanIn: 5).prefix(15))) },
    "linear5x3_bias": { .float32($0.layer(weights: 15, biases: 3, fanIn: 5).suffix(3)) },
    "conv2d_2_3_3_weight": { .float32($0.layer(weights: 54, biases: 3, fanIn: 18).dropLast(3)) },
    "conv2d_2_3_3_bias": { .float32($0.layer(weights: 54, biases: 3, fanIn: 18).suffix(3)) },
    "randn64x10_then_randn64x1_first3": {
      .float32(Array($0.randn(640).prefix(3) + $0.randn(64).prefix(3)))
    },
    "bernoulli0.3x20": { .float32($0.bernoulli(each: [Float](repeating: 0.3, count: 20))) },
    "rand5_float64": { .float64($0.rand(5)) },
    "uniform_-0.37_1.93_x12": { .float32($0.uniform(12, -0.37, 1.93)) },
    "uniform_-0.37_1.93_x12_float64": { .float64($0.uniform(12, -0.37, 1.93)) },
    "uniform_1_to_next_float_x4": { .float32($0.uniform(4, 1, 1 + 0x1p-23)) },
    "normal_0.5_2_x7": { .float32($0.randn(7, mean: 0.5, deviation: 2)) },
    "normal_0.5_0.3_x7_float64": { .float64($0.randn(7, mean: 0.5, deviation: 0.3)) },
    "normal_0.5_0.3_x20": { .float32($0.randn(20, mean: 0.5, deviation: 0.3)) },
    "normal_0.5_0.3_x20_float64": { .float64($0.randn(20, mean: 0.5, deviation: 0.3)) },
    "normal_transposed_4x6_memory_order": { .float32($0.randn(24, contiguous: false)) },
    "randn3_randn20_randn1float64_randn3": {
      let first: [Float] = $0.randn(3) + $0.randn(20)
      let double: [Double] = $0.randn(1)
      return .float32(first + double.map { Float($0) } + $0.randn(3))
    },
    "random_int64x3": { generator in
      var values = [Int64](repeating: 0, count: 3)
      values.withUnsafeMutableBufferPointer { generator.fillIntegers($0) }
      return .integers(values.map { Int($0) })
    },
    "randint_2p28m1_x5": { .integers($0.integers(in: 0..<(1 << 28 - 1), count: 5)) },
    "randint_2p28_x5": { .integers($0.integers(in: 0..<(1 << 28), count: 5)) },
    "randint_-7_2p40_x5": { .integers($0.integers(in: -7..<(1 << 40), count: 5)) },
    "bernoulli_inplace_scalar0.3x20": { .float32($0.bernoulli(20, 0.3)) },
    "bernoulli_tensor_float64_0.3x20": {
      .float64($0.bernoulli(each: [Double](repeating: 0.3, count: 20)))
    },
    "dropout0.3_ones20": { .float32($0.dropout(20, 0.3)) },
    "exponential_x5": { .float32($0.exponential(5)) },
    "multinomial_1to6_replacement_x20": {
      .integers($0.multinomial(sixWeights, samples: 20, replacement: true))
    },
    "multinomial_1to6_without_x4": { .integers($0.multinomial(sixWeights, samples: 4)) },
    "multinomial_1to6_replacement_x1": {
      .integers($0.multinomial(sixWeights, samples: 1, replacement: true))
    },
    "convtranspose2d_4_6_2x3_groups2_weight_then_bias": {
      .float32($0.layer(weights: 72, biases: 6, fanIn: 18))
    },
    "embedding5x4": { .float32($0.randn(20)) },
    "linear4x3_then_linear3x2_all": {
      .float32(
        $0.layer(weights: 12, biases: 3, fanIn: 4) + $0.layer(weights: 6, biases: 2, fanIn: 3))
    },
    "dataloader10_batch4_two_epochs_then_rand1": {
      let order = $0.loader(.shuffled(10), batch: 4, epochs: 2)
      return .float32(order.map { Float($0) } + $0.rand(1))
    },
    "dataloader10_batch4_own_generator_three_epochs": {
      .integers($0.loader(.shuffled(10), batch: 4, own: true, epochs: 3))
    },
    "random_split_11_0.5_0.3_0.2": {
      .integers(randomSplit(11, fractions: [0.5, 0.3, 0.2], using: &$0).flatMap { $0 })
    },
  ]

  /// float32 and integers agree bit for bit; what needs a float64 logarithm or sine within 4 ulp.
  @Test(arguments: ["random-torch", "random-torch-more"])
  func everyValueIsTorchs(file: String) throws {
    let recording = try JSONDecoder().decode(Recording.self, from: fixture(file))
    #expect(recording.cases.count == (file == "random-torch" ? 4 : 6))
    var compared = 0
    for recorded in recording.cases {
      for (name, want) in recorded.numbers {
        let draw = try #require(Self.streams[name], "no stream for \(name)")
        var generator = Generator(seed: recorded.seed)
        compared += want.count
        switch draw(&generator) {
        case .float32(let got):
          #expect(got.map { Double($0) } == want, "\(name), seed \(recorded.seed)")
        case .float64(let got):
          let tolerance: UInt64 = name.contains("norm") || name.contains("randn") ? 4 : 0
          try #require(got.count == want.count, "\(name), seed \(recorded.seed)")
          let worst = zip(got, want).map { ulps($0, $1) }.max() ?? 0
          #expect(worst <= tolerance, "\(name), seed \(recorded.seed)")
        case .integers(let got):
          #expect(got == recorded.integers[name], "\(name), seed \(recorded.seed)")
        }
      }
    }
    #expect(compared == (file == "random-torch" ? 764 : 2574))
  }
}
