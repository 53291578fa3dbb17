import DescentCurvature

/// A small symmetric matrix whose eigenvalues are found in another way: Jacobi's plane rotations,
/// each of which makes one pair of elements zero.
struct DenseSymmetric {
  var rows: [[Double]]

  var count: Int { rows.count }

  var symmetricOperator: SymmetricOperator {
    SymmetricOperator(dimension: count) { [rows] v in
      rows.map { row in zip(row, v).reduce(0) { $0 + $1.0 * $1.1 } }
    }
  }

  /// In ascending order.
  var eigenvalues: [Double] {
    var a = rows
    for _ in 0..<60 {
      for p in 0..<count {
        for q in (p + 1)..<max(p + 1, count) where a[p][q] != 0 {
          let θ = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let t = (θ < 0 ? -1 : 1) / (abs(θ) + (θ * θ + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<count {
            (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q])
          }
          for k in 0..<count {
            (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k])
          }
        }
      }
    }
    return (0..<count).map { a[$0][$0] }.sorted()
  }

  /// Independent normal-like elements, mirrored.
  static func random(_ n: Int, using generator: inout some RandomNumberGenerator) -> DenseSymmetric
  {
    var rows = [[Double]](repeating: Array(repeating: 0, count: n), count: n)
    for i in 0..<n {
      for j in 0...i {
        rows[i][j] = Double.random(in: -1...1, using: &generator)
        rows[j][i] = rows[i][j]
      }
    }
    return DenseSymmetric(rows: rows)
  }
}
