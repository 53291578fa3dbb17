import DescentTensor
import Foundation

/// The bits of torch's initial weights for `torch.manual_seed(16645806)`, by layer and element type.
struct InitialWeights {
  private struct Bits: Decodable {
    let s: [Int]
    let v: String
  }

  /// The weights by their names; `next` holds two numbers that `torch.rand` gives afterwards.
  let weights: [String: Tensor]

  static let seed: UInt64 = 16_645_806

  init?(_ name: String, _ dtype: DType) {
    guard let bits = Self.all["\(name) \(dtype)"] else { return nil }
    weights = bits.reduce(into: [:]) { weights, entry in
      let isFloat = dtype == .float32 || entry.key == "next"
      weights[entry.key] = Self.tensor(entry.value, isFloat: isFloat)
    }
  }

  private static func tensor(_ bits: Bits, isFloat: Bool) -> Tensor {
    let width = isFloat ? 8 : 16
    let digits = Array(bits.v)
    let words = stride(from: 0, to: digits.count, by: width).map {
      UInt64(String(digits[$0..<$0 + width]), radix: 16) ?? 0
    }
    let shape = Shape(bits.s)
    return isFloat
      ? Tensor(words.map { Float(bitPattern: UInt32($0)) }, shape: shape)
      : Tensor(words.map { Double(bitPattern: $0) }, shape: shape)
  }

  private static let all: [String: [String: Bits]] = {
    let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/initial.json")
    guard let data = try? Data(contentsOf: url) else { return [:] }
    return (try? JSONDecoder().decode([String: [String: Bits]].self, from: data)) ?? [:]
  }()
}
