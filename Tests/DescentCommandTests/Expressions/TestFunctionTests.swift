import DescentLab
import DescentTensor
import Foundation
import Testing

@Suite struct TestFunctionTests {
  @Test(arguments: TestFunction.all.map(\.name)) func leastValueIsTakenAtTheMinima(
    _ name: String
  ) throws {
    let function = try #require(TestFunction.named(name))
    for minimum in function.minima {
      let point = Tensor(minimum, shape: Shape(function.shape))
      let (value, gradient) = valueAndGradient(at: point) { function($0) }
      let least = try #require(function.leastValue)
      #expect(abs(value.scalar - least) < 1e-12)
      // Ackley's has a tip; the kinked term of the pathological one is smooth there.
      if name != "ackley" { #expect(gradient.norm().scalar < 1e-11) }
    }
    for saddle in function.saddles {
      let gradient = valueAndGradient(at: Tensor(saddle)) { function($0) }.gradient
      #expect(gradient.norm().scalar == 0)
    }
  }

  /// Values at one odd point, computed in Python from the formulas in the documentation.
  @Test(arguments: [
    ("rosenbrock", 1.3, 0.7, 98.10000000000005), ("pathological", 1.3, 0.7, 1.417754575465072),
    ("beale", 1.3, 0.7, 6.886755809999999), ("himmelblau", 1.3, 0.7, 101.27619999999999),
    ("booth", 1.3, 0.7, 21.38), ("ackley", 1.3, 0.7, 5.7530624164203985),
    ("rastrigin", 1.3, 0.7, 28.360339887498945), ("styblinski-tang", 1.3, 0.7, -10.891900000000001),
    ("saddle", 1.3, 0.7, 1.2000000000000002), ("monkey-saddle", 1.3, 0.7, 0.28600000000000025),
  ])
  func valueAtAnOddPoint(_ name: String, x: Double, y: Double, expected: Double) throws {
    let function = try #require(TestFunction.named(name))
    let value = function(Tensor([x, y])).scalar
    #expect(abs(value - expected) <= 1e-13 * max(1, expected.magnitude))
    let view = try #require(function.view)
    #expect(view.function(Tensor([0, x]), Tensor([0, y])).doubles[1] == value)
  }

  @Test(arguments: [
    ("quadratic", 19.677593260308733), ("leastsquares", 0.5081225568710617),
    ("factorize", 0.27510559996236794),
  ])
  func valueAtTheStart(_ name: String, expected: Double) throws {
    let function = try #require(TestFunction.named(name))
    let point = Tensor(function.start, shape: Shape(function.shape))
    #expect(abs(function(point).scalar - expected) <= 1e-13 * expected)
  }

  @Test(arguments: TestFunction.all.map(\.name)) func gradientsAgreeWithDifferences(
    _ name: String
  ) throws {
    let function = try #require(TestFunction.named(name))
    let point = Tensor(function.start, shape: Shape(function.shape))
    let check = checkGradient(at: [point]) { function($0[0]) }
    #expect(check.error < 1e-6, "\(check)")
  }

  @Test(arguments: TestFunction.all.map(\.name)) func startsFitAndLieInView(_ name: String) throws {
    let function = try #require(TestFunction.named(name))
    #expect(function.start.count == function.count)
    if let view = function.view {
      #expect(view.x.contains(function.start[0]) && view.y.contains(function.start[1]))
    }
    #expect(TestFunction.named(name.uppercased().replacing("-", with: "_"))?.name == name)
  }
}
