import DescentTensor

/// The operations of one operand that a formula knows.
enum UnaryOperation: String, Sendable, CaseIterable {
  case negate = "-"
  case abs, sqrt, exp, log, sin, cos, tanh, sigmoid, relu, square

  /// Those that are written as a name.
  static let functions = Dictionary(
    uniqueKeysWithValues: allCases.filter { $0 != .negate }.map { ($0.rawValue, $0) })

  func apply(to x: Tensor) -> Tensor {
    switch self {
    case .negate: -x
    case .abs: x.abs()
    case .sqrt: x.sqrt()
    case .exp: x.exp()
    case .log: x.log()
    case .sin: x.sin()
    case .cos: x.cos()
    case .tanh: x.tanh()
    case .sigmoid: x.sigmoid()
    case .relu: x.relu()
    case .square: x.squared()
    }
  }

  func apply(to value: Expression.Value) -> Expression.Value {
    switch value {
    case .tensor(let x): .tensor(apply(to: x))
    case .number(let x): .number(apply(to: Tensor(x)).scalar)
    }
  }
}

/// The operations of two operands that a formula knows.
enum BinaryOperation: String, Sendable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case power = "^"
  case min, max

  /// Those that are written as a name.
  static let functions: [String: BinaryOperation] = ["min": .min, "max": .max]

  func apply(to a: Tensor, _ b: Tensor) -> Tensor {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: a.pow(b)
    case .min: .minimum(a, b)
    case .max: .maximum(a, b)
    }
  }

  /// With a number on one side, the forms that do not record it.
  func apply(to a: Expression.Value, _ b: Expression.Value) -> Expression.Value {
    switch (a, b) {
    case (.tensor(let a), .tensor(let b)): return .tensor(apply(to: a, b))
    case (.number(let a), .number(let b)): return .number(apply(to: Tensor(a), Tensor(b)).scalar)
    case (.tensor(let a), .number(let b)):
      switch self {
      case .add: return .tensor(a + b)
      case .subtract: return .tensor(a - b)
      case .multiply: return .tensor(a * b)
      case .divide: return .tensor(a / b)
      case .power: return .tensor(a.pow(b))
      case .min, .max: return .tensor(apply(to: a, Tensor(b, dtype: a.dtype)))
      }
    case (.number(let a), .tensor(let b)):
      switch self {
      case .add: return .tensor(a + b)
      case .subtract: return .tensor(a - b)
      case .multiply: return .tensor(a * b)
      case .divide: return .tensor(a / b)
      case .power, .min, .max: return .tensor(apply(to: Tensor(a, dtype: b.dtype), b))
      }
    }
  }
}
