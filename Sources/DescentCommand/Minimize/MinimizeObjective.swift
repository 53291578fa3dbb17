import DescentLab
import DescentTensor

/// What is minimized: a known function or a formula.
enum MinimizeObjective: Sendable {
  case function(TestFunction)
  case formula(String, Expression)

  init(formula text: String) throws(CommandError) {
    do {
      self = .formula(text, try ExpressionParser.parse(text))
    } catch {
      throw .usage("the formula, column \(error.column): \(error.message)")
    }
  }

  init(functionNamed name: String) throws(CommandError) {
    guard let function = TestFunction.named(name) else {
      let hint = NearestName.hint(for: name, among: TestFunction.all.map(\.name))
      throw .usage("there is no function '\(name)'; \(hint)")
    }
    self = .function(function)
  }

  /// The function's name, or the formula.
  var name: String {
    switch self {
    case .function(let function): function.name
    case .formula(let text, _): text
    }
  }

  /// The shape of a point.
  var shape: [Int] {
    switch self {
    case .function(let function): function.shape
    case .formula(_, let expression): [expression.variableCount]
    }
  }

  /// Where a run starts when nothing else is said.
  var start: [Double] {
    switch self {
    case .function(let function): function.start
    case .formula(_, let expression): Array(repeating: 1, count: expression.variableCount)
    }
  }

  /// The known function, if it is one.
  var known: TestFunction? {
    if case .function(let function) = self { function } else { nil }
  }

  /// The value at a point.
  func callAsFunction(_ point: Tensor) -> Tensor {
    switch self {
    case .function(let function): function(point)
    case .formula(_, let expression): expression(at: point)
    }
  }

  /// The function over a grid, if it has two variables.
  var plane: ((Tensor, Tensor) -> Tensor)? {
    switch self {
    case .function(let function): function.view?.function
    case .formula(_, let expression):
      expression.variableCount == 2 ? { x, y in expression([x, y]) } : nil
    }
  }
}
