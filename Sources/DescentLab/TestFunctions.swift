import DescentTensor
import Foundation

extension TestFunction {
  /// Every function, in the order in which they are listed for a person.
  package static let all: [TestFunction] = [
    quadratic, rosenbrock, pathological, leastSquares, factorize, beale, himmelblau, booth, ackley,
    rastrigin, styblinskiTang, saddle, monkeySaddle,
  ]

  /// The function of a name; case, hyphens, underscores and blanks do not count.
  package static func named(_ name: String) -> TestFunction? {
    func plain(_ name: String) -> String {
      String(name.lowercased().filter { !"-_ ".contains($0) })
    }
    return all.first { plain($0.name) == plain(name) }
  }

  /// A bowl whose curvatures reach from 0.01 to 100.
  ///
  ///     f(w) = ½ Σ aᵢ (wᵢ − cᵢ)²,   aᵢ = 10^(−2 + 4i/9),   cᵢ = sin(i + 1),   i = 0 … 9
  ///
  /// Gradient descent is stable below a rate of 2/100, and then needs thousands of steps along the
  /// flattest axis.
  package static let quadratic: TestFunction = {
    let a: [Double] = (0..<10).map { (i: Int) -> Double in pow(10, -2 + 4 * Double(i) / 9) }
    let c = (0..<10).map { sin(Double($0) + 1) }
    return TestFunction(
      "quadratic", "½ Σ aᵢ (wᵢ − cᵢ)², aᵢ = 10^(−2 + 4i/9), cᵢ = sin(i + 1)", shape: [10],
      start: (0..<10).map { cos(3 * Double($0)) }, leastValue: 0, minima: [c]
    ) { w in
      let distance = w - Tensor(c, dtype: w.dtype)
      return 0.5 * (Tensor(a, dtype: w.dtype) * distance.squared()).sum()
    }
  }()

  /// A curved valley: found at once, followed with pain.
  ///
  ///     f(w) = 100 (w₁ − w₀²)² + (1 − w₀)²
  ///
  /// - SeeAlso: Rosenbrock, *An automatic method for finding the greatest or least value of a
  ///   function* (The Computer Journal 3, 1960).
  package static let rosenbrock = TestFunction(
    "rosenbrock", "100 (w1 − w0²)² + (1 − w0)²", start: [-1.5, 2], x: -2...2, y: -1...3,
    leastValue: 0, minima: [[1, 1]]
  ) { x, y in 100 * (y - x.squared()).squared() + (1 - x).squared() }

  /// Plateaus on either side of a valley that hardly slopes, with a kink along its floor.
  ///
  ///     f(w) = tanh²(w₀) + 0.01 |w₁| + σ(w₁)
  ///
  /// The minimum is where σ′(w₁) = 0.01. A common example of optimization courses.
  package static let pathological = TestFunction(
    "pathological", "tanh(w0)² + 0.01 |w1| + sigmoid(w1)", start: [-4, 5], x: -10...10,
    y: -10...10, leastValue: 0.055950684834587934, minima: [[0, -4.584863339122355]]
  ) { x, y in x.tanh().squared() + 0.01 * y.abs() + y.sigmoid() }

  /// Linear regression on smooth columns that are almost dependent.
  ///
  ///     f(w) = meanᵢ (Σⱼ Xᵢⱼ wⱼ − yᵢ)²,   Xᵢⱼ = sin((i + 1)(j + 1)/10),   yᵢ = cos i,   16 × 8
  ///
  /// Its curvatures span nine orders of magnitude: the least value is real, and out of reach of
  /// first-order methods.
  package static let leastSquares: TestFunction = {
    let x: [[Double]] = (0..<16).map { (i: Int) -> [Double] in
      (0..<8).map { (j: Int) -> Double in sin(0.1 * Double(i + 1) * Double(j + 1)) }
    }
    let y = (0..<16).map { cos(Double($0)) }
    return TestFunction(
      "leastsquares", "mean (X w − y)², Xᵢⱼ = sin((i + 1)(j + 1)/10), yᵢ = cos i", shape: [8],
      start: [Double](repeating: 0, count: 8), leastValue: 0.02436487205739971
    ) { w in
      let residual = Tensor(x, dtype: w.dtype).matmul(w) - Tensor(y, dtype: w.dtype)
      return residual.squared().mean()
    }
  }()

  /// A symmetric matrix as the product of a thin one with itself.
  ///
  ///     f(W) = mean (W Wᵀ − M)²,   Mᵢⱼ = 1/(1 + |i − j|),   M 6 × 6,   W 6 × 3
  ///
  /// Not convex, with a saddle at W = 0; every W Q with Q orthogonal is as good as W. The least
  /// value is Σ λᵢ²/36 over the three least eigenvalues of M, by Eckart and Young.
  package static let factorize: TestFunction = {
    let m: [[Double]] = (0..<6).map { (i: Int) -> [Double] in
      (0..<6).map { (j: Int) -> Double in 1 / (1 + Double(abs(i - j))) }
    }
    let start: [Double] = (0..<18).map { (k: Int) -> Double in
      0.1 * sin(Double(1 + 3 * (k / 3) + k % 3))
    }
    return TestFunction(
      "factorize", "mean (W Wᵀ − M)², Mᵢⱼ = 1/(1 + |i − j|), W 6 × 3", shape: [6, 3], start: start,
      leastValue: 0.018154186687032267
    ) { w in (w.matmul(w.transposed) - Tensor(m, dtype: w.dtype)).squared().mean() }
  }()

  /// Flat plains with four sharp peaks at the corners.
  ///
  ///     f(x, y) = (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²
  ///
  /// - SeeAlso: Beale, *On an iterative method for finding a local minimum of a function of more
  ///   than one variable* (Princeton, 1958).
  package static let beale = TestFunction(
    "beale", "(1.5 − w0 + w0 w1)² + (2.25 − w0 + w0 w1²)² + (2.625 − w0 + w0 w1³)²", start: [1, 1],
    x: -4.5...4.5, y: -4.5...4.5, leastValue: 0, minima: [[3, 0.5]], saddles: [[0, 1]]
  ) { x, y in
    let first = (1.5 - x + x * y).squared()
    let second = (2.25 - x + x * y.squared()).squared()
    return first + second + (2.625 - x + x * y.pow(3)).squared()
  }

  /// Four minima of equal value.
  ///
  ///     f(x, y) = (x² + y − 11)² + (x + y² − 7)²
  ///
  /// - SeeAlso: Himmelblau, *Applied Nonlinear Programming* (McGraw-Hill, 1972).
  package static let himmelblau = TestFunction(
    "himmelblau", "(w0² + w1 − 11)² + (w0 + w1² − 7)²", start: [0, 0], x: -6...6, y: -6...6,
    leastValue: 0,
    minima: [
      [3, 2], [-2.805118086952745, 3.131312518250573], [-3.779310253377747, -3.2831859912861696],
      [3.5844283403304917, -1.8481265269644036],
    ]
  ) { x, y in (x.squared() + y - 11).squared() + (x + y.squared() - 7).squared() }

  /// A bowl, nine times as steep one way as the other, aslant.
  ///
  ///     f(x, y) = (x + 2y − 7)² + (2x + y − 5)²
  ///
  /// A common member of collections of test functions.
  package static let booth = TestFunction(
    "booth", "(w0 + 2 w1 − 7)² + (2 w0 + w1 − 5)²", start: [-8, 6], x: -10...10, y: -10...10,
    leastValue: 0, minima: [[1, 3]]
  ) { x, y in (x + 2 * y - 7).squared() + (2 * x + y - 5).squared() }

  /// A funnel with a dent in every unit square.
  ///
  ///     f(x, y) = −20 exp(−0.2 √(½(x² + y²))) − exp(½(cos 2πx + cos 2πy)) + e + 20
  ///
  /// It has no gradient at its minimum, which is a cone's tip.
  ///
  /// - SeeAlso: Ackley, *A Connectionist Machine for Genetic Hillclimbing* (Kluwer, 1987).
  package static let ackley = TestFunction(
    "ackley", "−20 exp(−0.2 √(½(w0² + w1²))) − exp(½(cos 2πw0 + cos 2πw1)) + e + 20",
    start: [-2.6, 1.7], x: -5...5, y: -5...5, leastValue: 0, minima: [[0, 0]]
  ) { x, y in
    let funnel = -20 * (-0.2 * (0.5 * (x.squared() + y.squared())).sqrt()).exp()
    let dents = (0.5 * ((2 * Double.pi * x).cos() + (2 * Double.pi * y).cos())).exp()
    return funnel - dents + (exp(1.0) + 20)
  }

  /// A bowl with a minimum near every whole point.
  ///
  ///     f(x, y) = 20 + x² − 10 cos 2πx + y² − 10 cos 2πy
  ///
  /// - SeeAlso: Rastrigin, *Systems of Extremal Control* (Nauka, 1974; in Russian).
  package static let rastrigin = TestFunction(
    "rastrigin", "20 + w0² − 10 cos 2πw0 + w1² − 10 cos 2πw1", start: [-2.7, 1.6], x: -5.12...5.12,
    y: -5.12...5.12, leastValue: 0, minima: [[0, 0]]
  ) { x, y in
    let bowl = 20 + x.squared() + y.squared()
    return bowl - 10 * (2 * Double.pi * x).cos() - 10 * (2 * Double.pi * y).cos()
  }

  /// Four minima, of which one is the deepest.
  ///
  ///     f(x, y) = ½ (x⁴ − 16x² + 5x + y⁴ − 16y² + 5y)
  ///
  /// - SeeAlso: Styblinski & Tang, *Experiments in nonconvex optimization: stochastic approximation
  ///   with function smoothing and simulated annealing* (Neural Networks 3, 1990).
  package static let styblinskiTang = TestFunction(
    "styblinski-tang", "½ Σ (wᵢ⁴ − 16 wᵢ² + 5 wᵢ)", start: [0, -1], x: -5...5, y: -5...5,
    leastValue: -78.33233140754282, minima: [[-2.9035340277711783, -2.9035340277711783]]
  ) { x, y in
    func half(_ x: Tensor) -> Tensor { 0.5 * (x.pow(4) - 16 * x.squared() + 5 * x) }
    return half(x) + half(y)
  }

  /// Down along one axis, up along the other; no least value.
  ///
  ///     f(x, y) = x² − y²
  package static let saddle = TestFunction(
    "saddle", "w0² − w1²", start: [1, 0.001], x: -2...2, y: -2...2, saddles: [[0, 0]]
  ) { x, y in x.squared() - y.squared() }

  /// Three ways down, room for both legs and a tail: the curvature vanishes at its middle.
  ///
  ///     f(x, y) = x³ − 3xy²
  package static let monkeySaddle = TestFunction(
    "monkey-saddle", "w0³ − 3 w0 w1²", start: [1, 0.001], x: -2...2, y: -2...2, saddles: [[0, 0]]
  ) { x, y in x.pow(3) - 3 * x * y.squared() }
}
