import DescentTensor
import Foundation
import Testing

/// torch's values, written by Scripts/layer-fixtures.py.
struct LayerFixture: Decodable {
  /// A tensor: kind (f floating, i whole, b truth), shape and values.
  struct Numbers: Decodable {
    let k: String
    let s: [Int]
    let v: [Double]

    /// The tensor, a floating-point one in an element type.
    func tensor(_ dtype: DType) -> Tensor {
      Tensor(v, shape: Shape(s), dtype: k == "f" ? dtype : k == "i" ? .int64 : .bool)
    }
  }

  let inputs: [String: Numbers]
  let cotangent: Numbers?
  let output: Numbers?
  let gradients: [String: Numbers]?
  let outputs: [String: Numbers]?

  static let all: [String: LayerFixture] = {
    let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/layers.json")
    guard let data = try? Data(contentsOf: url),
      let all = try? JSONDecoder().decode([String: LayerFixture].self, from: data)
    else { return [:] }
    return all
  }()
}

/// Inputs by their names in the fixture.
typealias Inputs = [String: Tensor]

extension Inputs {
  /// The input of this name.
  subscript(input name: String) -> Tensor { self[name] ?? Tensor(.nan) }
}

/// How far a tensor is from torch's, relative to the greater of 1 and its size; infinite where shapes
/// differ.
func distance(_ ours: Tensor, _ torch: LayerFixture.Numbers) -> Double {
  guard ours.shape.dimensions == torch.s else { return .infinity }
  return zip(ours.doubles, torch.v).map { a, b in
    let d = abs(a - b) / max(1, abs(b))
    return d.isNaN ? .infinity : d
  }.max() ?? 0
}

/// Compares a function with a fixture, forward and backward, in both element types.
func expectTorch(
  _ name: String, _ function: @escaping (Inputs) -> Tensor,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let fixture = try #require(
    LayerFixture.all[name], "no fixture \(name)", sourceLocation: sourceLocation)
  let (output, cotangent) = (try #require(fixture.output), try #require(fixture.cotangent))
  let gradients = try #require(fixture.gradients)
  let names = gradients.keys.sorted()
  for (dtype, tolerance) in [(DType.float64, 1e-12), (.float32, 1e-5)] {
    let inputs = fixture.inputs.mapValues { $0.tensor(dtype) }
    #expect(
      distance(function(inputs), output) <= tolerance, "\(name) \(dtype)",
      sourceLocation: sourceLocation)
    let (_, computed) = valueAndGradient(at: names.map { inputs[input: $0] }) { points in
      let recorded = inputs.merging(zip(names, points)) { $1 }
      return (function(recorded) * cotangent.tensor(dtype)).sum()
    }
    for (input, gradient) in zip(names, computed) {
      guard let torch = gradients[input] else { continue }
      #expect(
        distance(gradient, torch) <= tolerance, "\(name) \(dtype), gradient of \(input)",
        sourceLocation: sourceLocation)
    }
  }
}
