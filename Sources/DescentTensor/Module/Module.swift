/// A value made of parameters.
///
/// A module is a struct: a copy is a snapshot, an assignment a rollback. It shows its parameters and
/// its parts to a visitor, by the names that torch would give them, so that weights move both ways:
///
/// ```swift
/// struct Line: Module {
///   var slope = Parameter(Tensor([2.0]))
///   var height = Parameter(Tensor([-1.0]))
///   mutating func visit(_ visitor: inout some ParameterVisitor) {
///     visitor.visit("slope", &slope)
///     visitor.visit("height", &height)
///   }
/// }
/// print(Line().parameters.map(\.path))  // ["slope", "height"]
/// ```
public protocol Module: Sendable {
  /// Shows every parameter and every part to `visitor`, always in the same order.
  mutating func visit(_ visitor: inout some ParameterVisitor)
}

/// Something that is shown the parameters of a model, one by one.
public protocol ParameterVisitor {
  /// Is shown a parameter under its name within the part that holds it.
  mutating func visit(_ name: String, _ parameter: inout Parameter)
  /// Is shown a part of the model under its name.
  mutating func visit(_ name: String, _ module: inout some Module)
  /// Is shown a tensor that is not trained under its name within the part that holds it.
  mutating func visit(_ name: String, _ buffer: inout Buffer)
}

extension ParameterVisitor {
  /// Buffers do not matter to most visitors.
  public mutating func visit(_ name: String, _ buffer: inout Buffer) {}

  /// Is shown a parameter that may be absent, such as a bias.
  public mutating func visit(_ name: String, _ parameter: inout Parameter?) {
    if var present = parameter.take() {
      visit(name, &present)
      parameter = present
    }
  }

  /// Parts that do not matter to a visitor are walked through.
  public mutating func visit(_ name: String, _ module: inout some Module) {
    module.visit(&self)
  }
}

/// Where a parameter stands in a model.
public struct ParameterInfo: Sendable, Hashable {
  /// The names from the model to the parameter, joined by dots, as in `0.weight`.
  public let path: String
  /// The parameter's shape.
  public let shape: Shape
  /// The parameter's element type.
  public let dtype: DType

  /// A place of this path, for a parameter of this shape and element type.
  ///
  /// - Parameters:
  ///   - path: The names from the model to the parameter, joined by dots.
  ///   - shape: Its shape.
  ///   - dtype: Its element type.
  public init(path: String, shape: Shape, dtype: DType) {
    self.path = path
    self.shape = shape
    self.dtype = dtype
  }
}

extension Module {
  /// Every parameter with its path, in visiting order.
  public var parameters: [(path: String, parameter: Parameter)] {
    var copy = self
    var lister = ParameterLister()
    copy.visit(&lister)
    return lister.found
  }

  /// The number of trainable numbers, tied parameters counted once.
  public var parameterCount: Int {
    var seen = Set<Parameter.ID>()
    return parameters.reduce(0) { count, entry in
      seen.insert(entry.parameter.id).inserted ? count + entry.parameter.value.count : count
    }
  }

  /// Changes every parameter in visiting order.
  ///
  /// - Parameter body: Is called with the parameter's position, its path and its value.
  public mutating func updateParameters(_ body: (Int, String, inout Tensor) -> Void) {
    withoutActuallyEscaping(body) { body in
      var updater = ParameterUpdater(body: body)
      visit(&updater)
    }
  }
}

extension Module {
  /// Changes every parameter in visiting order, as ``updateParameters(_:)`` does, and makes the path
  /// of those only for which it is asked for.
  package mutating func updateParameterValues(
    _ body: (_ position: Int, _ path: () -> String, _ value: inout Tensor) -> Void
  ) {
    withoutActuallyEscaping(body) { body in
      var updater = ParameterValueUpdater(body: body)
      visit(&updater)
    }
  }
}

extension Module {
  /// Takes the parameters' values out, in visiting order, and leaves empty tensors in their places.
  mutating func takeParameterValues() -> [Tensor] {
    var values: [Tensor] = []
    updateParameterValues { _, _, value in
      let empty = Tensor.zeros([0], dtype: value.dtype)
      values.append(value)
      value = empty
    }
    return values
  }

  /// Puts values in the parameters' places, in visiting order.
  mutating func putParameterValues(_ values: consuming [Tensor]) {
    let values = values
    updateParameterValues { position, _, value in value = values[position] }
  }
}

/// Remembers every parameter with its path.
private struct ParameterLister: ParameterVisitor {
  var prefix = ""
  var found: [(path: String, parameter: Parameter)] = []

  mutating func visit(_ name: String, _ parameter: inout Parameter) {
    found.append((prefix + name, parameter))
  }

  mutating func visit(_ name: String, _ module: inout some Module) {
    let outer = prefix
    prefix += name + "."
    module.visit(&self)
    prefix = outer
  }
}

/// Hands every parameter's value to a closure.
private struct ParameterUpdater: ParameterVisitor {
  let body: (Int, String, inout Tensor) -> Void
  var prefix = ""
  var position = 0

  mutating func visit(_ name: String, _ parameter: inout Parameter) {
    body(position, prefix + name, &parameter.value)
    position += 1
  }

  mutating func visit(_ name: String, _ module: inout some Module) {
    let outer = prefix
    prefix += name + "."
    module.visit(&self)
    prefix = outer
  }
}

/// Hands every parameter's value to a closure, and its path as something to ask for.
private struct ParameterValueUpdater: ParameterVisitor {
  /// A part of the model that is being walked through, and the part around it.
  struct Part {
    let name: String
    let outer: UnsafePointer<Part>?
  }

  let body: (Int, () -> String, inout Tensor) -> Void
  var innermost: UnsafePointer<Part>?
  var position = 0

  mutating func visit(_ name: String, _ parameter: inout Parameter) {
    let innermost = innermost
    body(position, { Self.path(name, in: innermost) }, &parameter.value)
    position += 1
  }

  mutating func visit(_ name: String, _ module: inout some Module) {
    let outer = innermost
    withUnsafePointer(to: Part(name: name, outer: outer)) { part in
      innermost = part
      module.visit(&self)
    }
    innermost = outer
  }

  private static func path(_ name: String, in part: UnsafePointer<Part>?) -> String {
    guard let part = part?.pointee else { return name }
    return path(part.name, in: part.outer) + "." + name
  }
}
