import DescentOptimizers
import DescentTensor
import Foundation

/// The trajectories of one of torch's rules, with the problem that they share.
struct TorchReference: Sendable {
  let rule: String
  let problem: Problem
  let cases: [Case]

  struct Problem: Decodable, Sendable {
    struct Numbers: Decodable, Sendable {
      let start: String
      let gradients: [String]
    }
    let shapes: [[Int]]
    let float32: Numbers
    let float64: Numbers
  }

  struct Case: Decodable, Sendable {
    let name: String
    let options: [String: OptionValue]
    let dtype: String
    /// Where the parameters are after a number of steps.
    let after: [String: String]
    /// The buffers after the last step, by their names.
    let slots: [String: String]
    /// The buffers of one number a tensor after the last step.
    let numbers: [String: [Double]]?
  }

  init(_ rule: String) throws {
    self.rule = rule
    problem = try Self.read("problem")
    cases = try Self.read(rule)
  }

  private static func read<Value: Decodable>(_ name: String) throws -> Value {
    let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name).json")
    return try JSONDecoder().decode(Value.self, from: Data(contentsOf: url))
  }

  /// All tensors' elements, out of the digits of all.
  func tensors<T: BitwiseComparable>(_ digits: String, of type: T.Type) throws -> [[T]] {
    var rest = digits[...]
    return try problem.shapes.map { shape in
      try (0..<shape.reduce(1, *)).map { _ in
        defer { rest = rest.dropFirst(T.digits) }
        return try T(hexadecimal: rest.prefix(T.digits))
      }
    }
  }

  /// Goes every configuration's way with this library's rule and tells every place where it strays.
  ///
  /// With `tiled`, each tensor's elements are repeated to that number.
  func differences(tiled: Int? = nil) throws -> [String] {
    let ofEither = cases.filter { ["\(DType.float32)", "\(DType.float64)"].contains($0.dtype) }
    if ofEither.count != cases.count { return ["\(rule): cases of another element type"] }
    return try differences(problem.float32, tiled: tiled, as: Float.self)
      + differences(problem.float64, tiled: tiled, as: Double.self)
  }

  private func differences<T: BitwiseComparable>(
    _ numbers: Problem.Numbers, tiled: Int?, as type: T.Type
  ) throws -> [String] {
    func expected(_ digits: String) throws -> [Tensor] {
      try zip(tensors(digits, of: T.self), problem.shapes).map { elements, shape in
        guard let tiled else { return Tensor(elements, shape: Shape(shape)) }
        return Tensor((0..<tiled).map { elements[$0 % elements.count] })
      }
    }
    let start = try expected(numbers.start)
    let gradients = try numbers.gradients.map(expected)
    return try cases.filter { $0.dtype == "\(T.dtype)" }.flatMap { this in
      try differences(this, from: start, along: gradients, expected: expected).map {
        "\(rule), \(this.name), \(this.dtype): \($0)"
      }
    }
  }

  private func differences(
    _ this: Case, from start: [Tensor], along gradients: [[Tensor]],
    expected: (String) throws -> [Tensor]
  ) throws -> [String] {
    let optimizer = try OptimizerSpecification(rule, this.options).makeOptimizer()
    var (parameters, state) = (start, OptimizerState())
    var found: [String] = []
    var compared = 0
    func compare(_ ours: (Int) -> Tensor?, _ digits: String, _ place: String) throws {
      for (i, wanted) in try expected(digits).enumerated() {
        compared += 1
        guard let tensor = ours(i) else {
          found.append("no \(place)")
          continue
        }
        if let difference = firstDifference(tensor, wanted) {
          found.append("\(place), tensor \(i), \(difference)")
        }
      }
    }
    for (step, gradients) in gradients.enumerated() {
      state.update(&parameters, along: gradients, using: optimizer)
      guard let digits = this.after["\(step + 1)"] else { continue }
      try compare({ parameters[$0] }, digits, "after step \(step + 1)")
    }
    for (slot, digits) in this.slots { try compare({ state.buffer(slot, at: $0) }, digits, slot) }
    for (slot, numbers) in this.numbers ?? [:] {
      let ours = problem.shapes.indices.map { state.buffer(slot, at: $0)?.scalar }
      if ours != numbers { found.append("\(slot): \(ours), not \(numbers)") }
    }
    if compared != (this.after.count + this.slots.count) * problem.shapes.count {
      found.append("only \(compared) tensors compared")
    }
    return found
  }
}

extension OptionValue: Decodable {
  /// Reads what a configuration of torch's says.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .none
    } else if let bool = try? container.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let numbers = try? container.decode([Double].self) {
      self = .numbers(numbers)
    } else {
      self = .text(try container.decode(String.self))
    }
  }
}
