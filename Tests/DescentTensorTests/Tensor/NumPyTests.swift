import Foundation
import Testing

@testable import DescentTensor

/// Shapes, slices, reductions, conversions and special values are NumPy's.
@Suite struct NumPyTests {
  struct Case: Decodable, CustomTestStringConvertible, Sendable {
    let name: String
    let inputs: [Packed]
    let output: Packed
    var testDescription: String { "\(name) \(inputs.map(\.shape))" }
  }

  struct Packed: Decodable, Sendable {
    let dtype: String
    let shape: [Int]
    let values: [Number]

    var tensor: Tensor {
      if dtype == "int64" {
        return Tensor(values.map { Int64($0.whole ?? 0) }, shape: Shape(shape))
      }
      let type = DType.allCases.first { $0.description == dtype } ?? .float64
      return Tensor(values.map(\.value), shape: Shape(shape), dtype: type)
    }
  }

  struct Number: Decodable, Sendable {
    let value: Double
    let whole: Int?
    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      whole = try? container.decode(Int.self)
      if let text = try? container.decode(String.self) {
        value = text == "nan" ? .nan : text == "inf" ? .infinity : -.infinity
      } else {
        value = try container.decode(Double.self)
      }
    }
  }

  static let cases: [Case] = {
    guard
      let file = Bundle.module.url(
        forResource: "numpy", withExtension: "json", subdirectory: "Fixtures"),
      let data = try? Data(contentsOf: file),
      let cases = try? JSONDecoder().decode([Case].self, from: data)
    else { return [] }
    return cases
  }()

  @Test func allCasesAreThere() { #expect(NumPyTests.cases.count > 350) }

  @Test func agreesWithNumPy() {
    for item in NumPyTests.cases {
      let inputs = item.inputs.map(\.tensor)
      guard let result = evaluate(item.name, inputs) else {
        Issue.record("no operation for \(item.name)")
        continue
      }
      let expected = item.output.tensor
      #expect(result.shape == expected.shape, "\(item.testDescription)")
      #expect(result.dtype == expected.dtype, "\(item.testDescription)")
      if expected.dtype.isFloatingPoint {
        let rounds = ["variance", "norm", "logSum", "softmax", "logSoft", "matmul", "mean", "sum"]
        let rounding = expected.dtype == .float32 ? 8e-6 : 5e-15
        let limit = rounds.contains { item.name.hasPrefix($0) } ? rounding : 0
        #expect(difference(result, expected) <= limit, "\(item.testDescription)")
      } else {
        #expect(result == expected, "\(item.testDescription)")
      }
    }
  }

  private func evaluate(_ name: String, _ inputs: [Tensor]) -> Tensor? {
    let words = name.split(separator: " ").map(String.init)
    if name.hasPrefix("x[") { return slice(name, inputs) }
    if let operation = NumPyTests.plain[name] { return operation(inputs) }
    guard let word = words.first, let x = inputs.first else { return nil }
    let numbers = words.dropFirst().compactMap { Int($0) }
    if let reduction = NumPyTests.reductions[word] {
      return reduction(x, numbers, words.last == "keep")
    }
    if let shaping = NumPyTests.shaping[word] { return shaping(inputs, numbers) }
    if word == "to" {
      return DType.allCases.first { $0.description == words[1] }.map { x.converted(to: $0) }
    }
    return nil
  }

  private static let reductions: [String: @Sendable (Tensor, [Int], Bool) -> Tensor] = [
    "sum": { $0.sum(axes: $1, keepingAxes: $2) },
    "mean": { $0.mean(axes: $1, keepingAxes: $2) },
    "variance": { $0.variance(axes: $1, keepingAxes: $2) },
    "norm": { $0.norm(axes: $1, keepingAxes: $2) },
    "max": { $0.max(axes: $1, keepingAxes: $2) },
    "min": { $0.min(axes: $1, keepingAxes: $2) },
    "logSumExp": { $0.logSumExp(axes: $1, keepingAxes: $2) },
  ]

  private static let shaping: [String: @Sendable ([Tensor], [Int]) -> Tensor] = [
    "softmax": { $0[0].softmax(axis: $1[0]) },
    "logSoftmax": { $0[0].logSoftmax(axis: $1[0]) },
    "argmax": { $0[0].argmax(axis: $1.first) },
    "argmin": { $0[0].argmin(axis: $1.first) },
    "permuted": { $0[0].permuted($1) },
    "transposed": { $1.isEmpty ? $0[0].transposed : $0[0].transposed($1[0], $1[1]) },
    "reshaped": { $0[0].reshaped(to: $1) },
    "broadcast": { $0[0].broadcast(to: Shape($1)) },
    "expandingAxis": { $0[0].expandingAxis($1[0]) },
    "concatenate": { .concatenate($0, axis: $1[0]) },
    "stack": { .stack($0, axis: $1[0]) },
    "split": { $0[0].split(count: 3, axis: 2)[$1[0]] },
    "gather": { $0[0].gather($0[1], axis: $1[0]) },
  ]

  private static let plain: [String: @Sendable ([Tensor]) -> Tensor] = [
    "add": { $0[0] + $0[1] },
    "subtract": { $0[0] - $0[1] },
    "multiply": { $0[0] * $0[1] },
    "negate": { -$0[0] },
    "abs": { $0[0].abs() },
    "sign": { $0[0].sign() },
    "relu": { $0[0].relu() },
    "clamped": { $0[0].clamped(from: -1, to: 1) },
    "maximum": { .maximum($0[0], $0[1]) },
    "minimum": { .minimum($0[0], $0[1]) },
    "and": { $0[0].and($0[1]) },
    "or": { $0[0].or($0[1]) },
    "not": { $0[0].not },
    ".==": { $0[0] .== $0[1] }, ".== 2": { $0[0] .== 2 },
    ".!=": { $0[0] .!= $0[1] }, ".!= 2": { $0[0] .!= 2 },
    ".<": { $0[0] .< $0[1] }, ".< 2": { $0[0] .< 2 },
    ".<=": { $0[0] .<= $0[1] }, ".<= 2": { $0[0] .<= 2 },
    ".>": { $0[0] .> $0[1] }, ".> 2": { $0[0] .> 2 },
    ".>=": { $0[0] .>= $0[1] }, ".>= 2": { $0[0] .>= 2 },
    "variance0": { $0[0].variance(axes: [1], correction: 0) },
    "squeezed": { $0[0].squeezed() },
    "picking": { $0[0].picking($0[1]) },
    "select": { $0[0].select($0[1], $0[2]) },
    "range": { _ in .range(to: 1, by: 0.1, dtype: .float64) },
    "range down": { _ in .range(from: 5, to: -2, by: -1.5, dtype: .float64) },
    "linspace": { _ in .linspace(from: -1, to: 2, count: 7, dtype: .float64) },
    "matmul": { $0[0].matmul($0[1]) },
  ]

  @Test func oneAxisIsAListOfOne() {
    let x = numbers([2, 3, 4])
    for axis in [0, 1, -1] {
      #expect(x.sum(axis: axis) == x.sum(axes: [axis]))
      #expect(x.mean(axis: axis, keepingAxis: true) == x.mean(axes: [axis], keepingAxes: true))
      #expect(x.max(axis: axis) == x.max(axes: [axis]))
      #expect(x.min(axis: axis, keepingAxis: true) == x.min(axes: [axis], keepingAxes: true))
      #expect(x.norm(axis: axis) == x.norm(axes: [axis]))
      #expect(x.variance(axis: axis, correction: 0) == x.variance(axes: [axis], correction: 0))
    }
  }

  private func slice(_ name: String, _ inputs: [Tensor]) -> Tensor? {
    var x = inputs[0]
    let reverse = TensorIndex.strided(by: -1)
    switch name {
    case "x[-1]": return x[-1]
    case "x[1, -2]": return x[1, -2]
    case "x[1..<3]": return x[1..<3]
    case "x[1...3]": return x[1...3]
    case "x[2...]": return x[2...]
    case "x[..<2]": return x[..<2]
    case "x[...2]": return x[...2]
    case "x[...-1]": return x[...(-1)]
    case "x[-3...-1]": return x[-3...(-1)]
    case "x[-3..<-1]": return x[-3..<(-1)]
    case "x[3..<100]": return x[3..<100]
    case "x[4..<2]": return x[.strided(from: 4, to: 2, by: 1)]
    case "x[-100...]": return x[(-100)...]
    case "x[::2]": return x[.strided(by: 2)]
    case "x[::-1]": return x[reverse]
    case "x[4:0:-2]": return x[.strided(from: 4, to: 0, by: -2)]
    case "x[100:-100:-3]": return x[.strided(from: 100, to: -100, by: -3)]
    case "x[3:-100:-1]": return x[.strided(from: 3, to: -100, by: -1)]
    case "x[1::3]": return x[.strided(from: 1, by: 3)]
    case "x[0:3:-1]": return x[.strided(from: 0, to: 3, by: -1)]
    case "x[-2::-1]": return x[.strided(from: -2, by: -1)]
    case "x[..., 1]": return x[.ellipsis, 1]
    case "x[0, ...]": return x[0, .ellipsis]
    case "x[..., newAxis]": return x[.ellipsis, .newAxis]
    case "x[newAxis, 1]": return x[.newAxis, 1]
    case "x[all, 2]": return x[.all, 2]
    case "x[all, 1..<3, newAxis, -1]": return x[.all, 1..<3, .newAxis, -1]
    case "x[1, ..., 2]": return x[1, .ellipsis, 2]
    case "x[all, all, ::-1]": return x[.all, .all, reverse]
    case "x[1..<4, ::2, 0]": return x[1..<4, .strided(by: 2), 0]
    case "x[1] = v": x[1] = inputs[1]
    case "x[all, 2] = v": x[.all, 2] = inputs[1]
    case "x[::2, 1...2] = v": x[.strided(by: 2), 1...2] = inputs[1]
    case "x[::-1, 0, 0] = v": x[reverse, 0, 0] = inputs[1]
    case "x[..., -1] = v": x[.ellipsis, -1] = inputs[1]
    default: return nil
    }
    return x
  }
}
