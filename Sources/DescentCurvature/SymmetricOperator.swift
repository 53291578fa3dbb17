/// A symmetric matrix that is known by its products with vectors: v ↦ A v.
///
/// The products are all that ``lanczos(_:largest:smallest:steps:tolerance:using:)`` asks for, so a
/// Hessian of a million rows is never formed.
public struct SymmetricOperator {
  /// The number of rows.
  public let dimension: Int
  private let product: ([Double]) -> [Double]

  /// A matrix with these products.
  ///
  /// - Parameters:
  ///   - dimension: The number of rows, which is that of columns.
  ///   - product: A v for a vector v of that many numbers. It must be linear and symmetric, which is
  ///     not checked.
  public init(dimension: Int, product: @escaping ([Double]) -> [Double]) {
    precondition(dimension >= 1, "SymmetricOperator: \(dimension) rows")
    self.dimension = dimension
    self.product = product
  }

  /// A v.
  public func callAsFunction(_ v: [Double]) -> [Double] {
    precondition(
      v.count == dimension, "SymmetricOperator: \(v.count) numbers for \(dimension) columns")
    let y = product(v)
    precondition(
      y.count == dimension, "SymmetricOperator: a product of \(y.count) numbers, not \(dimension)")
    return y
  }

  /// P^-1/2 A P^-1/2 for a positive diagonal P, which has the eigenvalues of P⁻¹A.
  ///
  ///     P^-1/2 A P^-1/2 u = λ u   ⇔   P⁻¹A x = λ x,   x = P^-1/2 u
  ///
  /// - Parameter diagonal: The diagonal of P.
  /// - Returns: v ↦ P^-1/2 A P^-1/2 v.
  public func preconditioned(by diagonal: [Double]) -> SymmetricOperator {
    precondition(
      diagonal.count == dimension && diagonal.allSatisfy { $0 > 0 && $0.isFinite },
      "preconditioned: the diagonal needs \(dimension) positive numbers, here are \(diagonal.count)"
    )
    let root = diagonal.map { 1 / $0.squareRoot() }
    return SymmetricOperator(dimension: dimension) { v in
      zip(root, self(zip(root, v).map { $0 * $1 })).map { $0 * $1 }
    }
  }
}
