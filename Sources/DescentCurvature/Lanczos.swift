import DescentTensor

/// An approximate eigenvalue of a symmetric matrix, with what is known of its error.
public struct RitzValue: Sendable, Hashable {
  /// θ.
  public let value: Double
  /// An eigenvalue lies within this distance of ``value``.
  ///
  /// It is the residual ‖A y − θ y‖ = |βₘ sₘ|, and the rounding of m steps on top.
  public let errorBar: Double
  /// y, of length 1.
  public let vector: [Double]
}

/// The ends of a spectrum as ``lanczos(_:largest:smallest:steps:tolerance:using:)`` found them.
public struct LanczosResult: Sendable {
  /// The greatest eigenvalues, greatest first.
  public let largest: [RitzValue]
  /// The least eigenvalues, least first.
  public let smallest: [RitzValue]
  /// How many products with the matrix were taken.
  public let products: Int
  /// Whether every error bar is within the tolerance.
  public let isConverged: Bool
}

/// The greatest and least eigenvalues of a symmetric matrix by its products with vectors.
///
///     β₀ = 0,   q₁ = a random unit vector
///     αⱼ = qⱼᵀ A qⱼ,   βⱼ qⱼ₊₁ = A qⱼ − αⱼ qⱼ − βⱼ₋₁ qⱼ₋₁
///     T = tridiag(β, α, β) = S Θ Sᵀ,   y = Q s,   ‖A y − θ y‖ = |βₘ sₘ|
///
///     var generator = Generator(seed: 1)
///     let hessian = SymmetricOperator.hessian(at: model) { meanSquaredError($0(x), y) }
///     let sharpness = lanczos(hessian, using: &generator).largest[0]
///     print("λ₁ = \(sharpness.value) ± \(sharpness.errorBar)")
///
/// The qⱼ are orthogonalized against all before them, twice, so that no eigenvalue appears as
/// ghosts of itself. Both ends of the spectrum are sought as numbers with a sign: a great negative
/// eigenvalue never passes for a leading one, as it does in power iteration.
///
/// The error bar says that an eigenvalue is near, not that none is beyond it: a random start meets
/// every eigenvector but with probability 0, and a cluster may hide its outermost member until more
/// steps part them. An eigenvalue of any multiplicity is found once, and fewer values than asked
/// for are returned when there are fewer different ones.
///
/// - Parameters:
///   - matrix: A.
///   - largest: How many of the greatest eigenvalues to find.
///   - smallest: How many of the least.
///   - steps: How many products to take at most.
///   - tolerance: Stops when every error bar is within this share of the greatest |θ|.
///   - generator: Draws the first vector.
/// - Returns: The eigenvalues with error bars and vectors.
/// - Complexity: m products, O(*n* *m*²) work and O(*n* *m*) memory for *m* steps.
/// - SeeAlso: Golub & Van Loan, *Matrix Computations*, 4th edition, section 10.3; Parlett, *The
///   Symmetric Eigenvalue Problem*, chapter 13 (the residual bound).
public func lanczos(
  _ matrix: SymmetricOperator, largest: Int = 1, smallest: Int = 0, steps: Int = 200,
  tolerance: Double = 1e-8, using generator: inout Generator
) -> LanczosResult {
  precondition(
    largest >= 0 && smallest >= 0 && largest + smallest >= 1,
    "lanczos: \(largest) of the greatest and \(smallest) of the least eigenvalues")
  precondition(steps >= 1, "lanczos: \(steps) steps")
  precondition(tolerance >= 0, "lanczos: a tolerance of \(tolerance)")
  let n = matrix.dimension
  var basis = [normalized(randomVector(n, &generator))]
  var (α, β): ([Double], [Double]) = ([], [])
  while true {
    let m = basis.count
    var w = matrix(basis[m - 1])
    α.append(dot(basis[m - 1], w))
    for _ in 0..<2 {
      for q in basis { subtract(dot(q, w), q, from: &w) }
    }
    let norm = dot(w, w).squareRoot()
    var last = [Double](repeating: 0, count: m)
    last[m - 1] = 1
    let (θ, rows) = eigenvalues(ofTridiagonal: α, β, rows: [last])
    let scale = max(abs(θ[0]), abs(θ[m - 1]))
    // What is left is rounding: the vectors so far span all that A makes of the first.
    let isInvariant = !(norm > scale * 1e-14 * Double(n).squareRoot()) || m == n
    let rest = isInvariant ? 0 : norm
    let chosen = wanted(of: m, largest, smallest)
    let isConverged =
      scale.isFinite && (isInvariant || m > largest + smallest)
      && chosen.allSatisfy { rest * abs(rows[0][$0]) <= tolerance * scale }
    if isConverged || isInvariant || m >= steps || !scale.isFinite {
      let identity = (0..<m).map { i in (0..<m).map { $0 == i ? 1.0 : 0 } }
      let (θ, s) = eigenvalues(ofTridiagonal: α, β, rows: identity)
      func value(_ k: Int) -> RitzValue {
        var y = [Double](repeating: 0, count: n)
        for (j, q) in basis.enumerated() { subtract(-s[j][k], q, from: &y) }
        let rounding = Double(m + 8) * Double.ulpOfOne * scale
        return RitzValue(
          value: θ[k], errorBar: abs(rest * s[m - 1][k]) + rounding, vector: normalized(y))
      }
      return LanczosResult(
        largest: (max(0, m - largest)..<m).reversed().map(value),
        smallest: (0..<min(smallest, m)).map(value), products: m, isConverged: isConverged)
    }
    β.append(norm)
    basis.append(w.map { $0 / norm })
  }
}

/// The places of the wanted eigenvalues among m in ascending order.
private func wanted(of m: Int, _ largest: Int, _ smallest: Int) -> [Int] {
  Array(max(0, m - largest)..<m) + Array(0..<min(smallest, m))
}

private func randomVector(_ n: Int, _ generator: inout Generator) -> [Double] {
  var v = [Double](repeating: 0, count: n)
  v.withUnsafeMutableBufferPointer {
    generator.fillNormal($0, mean: 0, standardDeviation: 1, contiguous: true)
  }
  return v
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  // Four sums in a row keep the processor busy; the order is fixed.
  var sums = (0.0, 0.0, 0.0, 0.0)
  a.withUnsafeBufferPointer { a in
    b.withUnsafeBufferPointer { b in
      let n = a.count
      var i = 0
      while i + 4 <= n {
        sums.0 += a[i] * b[i]
        sums.1 += a[i + 1] * b[i + 1]
        sums.2 += a[i + 2] * b[i + 2]
        sums.3 += a[i + 3] * b[i + 3]
        i += 4
      }
      while i < n {
        sums.0 += a[i] * b[i]
        i += 1
      }
    }
  }
  return (sums.0 + sums.1) + (sums.2 + sums.3)
}

private func subtract(_ factor: Double, _ q: [Double], from w: inout [Double]) {
  w.withUnsafeMutableBufferPointer { w in
    q.withUnsafeBufferPointer { q in
      for i in w.indices { w[i] -= factor * q[i] }
    }
  }
}

private func normalized(_ v: [Double]) -> [Double] {
  let norm = dot(v, v).squareRoot()
  return norm > 0 ? v.map { $0 / norm } : v
}
