import DescentTensor

/// A function that optimizers are tried on: where to start, what to draw, and
/// what there is to find.
package struct TestFunction: Sendable {
  /// Its name on the command line.
  package let name: String
  /// The formula, for a person.
  package let formula: String
  /// The shape of its argument.
  package let shape: [Int]
  /// The usual start, row by row.
  package let start: [Double]
  /// The least value, if there is one and it is known.
  package let leastValue: Double?
  /// Where the least value is taken, as far as the places are known.
  package let minima: [[Double]]
  /// Stationary points that are no minima.
  package let saddles: [[Double]]
  /// What a picture shows of a function of two variables.
  package let view: View?
  private let function: @Sendable (Tensor) -> Tensor

  /// A part of the plane.
  package struct View: Sendable {
    /// The ends of the horizontal axis.
    package let x: ClosedRange<Double>
    /// The ends of the vertical axis.
    package let y: ClosedRange<Double>
    /// The function over a grid: the values of both variables, of one shape.
    package let function: @Sendable (Tensor, Tensor) -> Tensor
  }

  /// The number of variables.
  package var count: Int { shape.reduce(1, *) }

  /// The value at a point of the function's shape, `float32` or `float64`.
  package func callAsFunction(_ point: Tensor) -> Tensor { function(point) }

  /// A function of a tensor.
  init(
    _ name: String, _ formula: String, shape: [Int], start: [Double], leastValue: Double? = nil,
    minima: [[Double]] = [], _ function: @escaping @Sendable (Tensor) -> Tensor
  ) {
    self.name = name
    self.formula = formula
    self.shape = shape
    self.start = start
    self.leastValue = leastValue
    self.minima = minima
    saddles = []
    view = nil
    self.function = function
  }

  /// A function of two variables.
  init(
    _ name: String, _ formula: String, start: [Double], x: ClosedRange<Double>,
    y: ClosedRange<Double>, leastValue: Double? = nil, minima: [[Double]] = [],
    saddles: [[Double]] = [], _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) {
    self.name = name
    self.formula = formula
    shape = [2]
    self.start = start
    self.leastValue = leastValue
    self.minima = minima
    self.saddles = saddles
    view = View(x: x, y: y, function: function)
    self.function = { w in function(w[0], w[1]) }
  }
}
