import DescentTensor

/// A formula of w0, w1, …, ready to be computed and differentiated.
///
/// It is kept as a flat list in which every node's operands stand before it, so
/// that neither evaluation nor release recurses, however long the formula is.
/// What has no variable in it was computed when it was read.
struct Expression: Sendable {
  /// One number, variable or operation; operands are positions in the list.
  enum Node: Sendable {
    case constant(Double)
    case variable(Int)
    case unary(UnaryOperation, Int)
    case binary(BinaryOperation, Int, Int)
  }

  /// The operations, operands first; the last one is the formula's value.
  private(set) var nodes: [Node] = []

  /// The number of variables: one more than the greatest index.
  private(set) var variableCount = 0

  /// Adds a node, or its value if its operands are numbers.
  ///
  /// - Returns: Where it stands.
  mutating func add(_ node: Node) -> Int {
    var node = node
    switch node {
    case .constant: break
    case .variable(let index): variableCount = max(variableCount, index + 1)
    case .unary(let operation, let a):
      if case .constant(let x) = nodes[a] {
        node = .constant(operation.apply(to: Tensor(x)).scalar)
      }
    case .binary(let operation, let a, let b):
      if case .constant(let x) = nodes[a], case .constant(let y) = nodes[b] {
        node = .constant(operation.apply(to: Tensor(x), Tensor(y)).scalar)
      }
    }
    nodes.append(node)
    return nodes.count - 1
  }

  /// The formula's value where the variables have these values: one number
  /// each, or a grid of equal shapes.
  ///
  /// - Precondition: There is a value for each variable.
  func callAsFunction(_ variables: [Tensor]) -> Tensor {
    precondition(
      variables.count >= variableCount && !variables.isEmpty,
      "Expression: \(variables.count) values for \(variableCount) variables")
    var values: [Value] = []
    values.reserveCapacity(nodes.count)
    for node in nodes {
      switch node {
      case .constant(let number): values.append(.number(number))
      case .variable(let index): values.append(.tensor(variables[index]))
      case .unary(let operation, let a): values.append(operation.apply(to: values[a]))
      case .binary(let operation, let a, let b):
        values.append(operation.apply(to: values[a], values[b]))
      }
    }
    switch values.last {
    case .tensor(let value): return value
    case .number(let number):
      return Tensor(repeating: number, shape: variables[0].shape, dtype: variables[0].dtype)
    case nil: preconditionFailure("Expression: empty")
    }
  }

  /// The value at a point, the variables in one tensor.
  func callAsFunction(at point: Tensor) -> Tensor {
    self((0..<point.count).map { point[$0] })
  }
}

extension Expression {
  /// What a node gives: a number, which takes the element type of what it
  /// meets, or a tensor.
  enum Value {
    case number(Double)
    case tensor(Tensor)
  }
}
