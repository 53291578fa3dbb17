/// The eigenvalues of a symmetric tridiagonal matrix T = S Θ Sᵀ in ascending order, and `rows` · S.
///
/// Implicit QL steps with Wilkinson's shift; each chases a bulge off the matrix by plane rotations,
/// which are applied to the rows too. With the identity for `rows` that gives S, with one unit
/// vector one row of it, at O(*m*²) for *m* rows instead of O(*m*³).
///
/// - Parameters:
///   - diagonal: α₁ … αₘ.
///   - beside: β₁ … βₘ₋₁, next to the diagonal.
///   - rows: Vectors of *m* numbers.
/// - Returns: Θ, and the rows times S.
/// - SeeAlso: Bowdler, Martin, Reinsch & Wilkinson, *The QR and QL algorithms for symmetric
///   matrices* (Numerische Mathematik 11, 1968); Golub & Van Loan, 4th edition, section 8.3.
func eigenvalues(
  ofTridiagonal diagonal: [Double], _ beside: [Double], rows: [[Double]]
) -> (values: [Double], rows: [[Double]]) {
  let m = diagonal.count
  var (d, e, z) = (diagonal, beside + [0], rows)
  guard d.allSatisfy(\.isFinite), e.allSatisfy(\.isFinite) else { return (d, z) }
  for l in 0..<m {
    // Double precision converges in two or three rounds; the limit is against a matrix that cannot.
    for _ in 0..<64 {
      var end = l
      while end < m - 1, abs(e[end]) > Double.ulpOfOne * (abs(d[end]) + abs(d[end + 1])) {
        end += 1
      }
      if end == l { break }
      let p = (d[l + 1] - d[l]) / (2 * e[l])
      let r = (p * p + 1).squareRoot()
      var g = d[end] - d[l] + e[l] / (p + (p < 0 ? -r : r))
      var (s, c, shift) = (1.0, 1.0, 0.0)
      var isSplit = false
      for i in stride(from: end - 1, through: l, by: -1) {
        let f = s * e[i]
        let b = c * e[i]
        let h = (f * f + g * g).squareRoot()
        e[i + 1] = h
        if h == 0 {
          d[i + 1] -= shift
          e[end] = 0
          isSplit = true
          break
        }
        (s, c) = (f / h, g / h)
        g = d[i + 1] - shift
        let t = (d[i] - g) * s + 2 * c * b
        shift = s * t
        d[i + 1] = g + shift
        g = c * t - b
        for k in z.indices {
          let (left, right) = (z[k][i], z[k][i + 1])
          z[k][i + 1] = s * left + c * right
          z[k][i] = c * left - s * right
        }
      }
      if isSplit { continue }
      d[l] -= shift
      e[l] = g
      e[end] = 0
    }
  }
  let order = (0..<m).sorted { d[$0] < d[$1] }
  return (order.map { d[$0] }, z.map { row in order.map { row[$0] } })
}
