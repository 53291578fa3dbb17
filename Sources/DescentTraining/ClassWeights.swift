/// Weights under which every class counts alike, however many rows it has.
///
///     w[c] = n / (K n[c])
///
/// for a class with n[c] of the n rows, K classes having any; a class without rows has weight 1. The
/// weights of all rows add up to n.
///
/// ```swift
/// import DescentTraining
///
/// print(balancedClassWeights(counts: [90, 10]))  // [0.5555555555555556, 5.0]
/// ```
///
/// - Parameter counts: n[c], how many rows each class has.
/// - Returns: A weight for each class, for ``/DescentLayers/crossEntropy(_:_:weights:ignoredClass:labelSmoothing:reduction:)``.
/// - SeeAlso: G. King and L. Zeng, *Logistic Regression in Rare Events Data* (2001).
public func balancedClassWeights(counts: [Int]) -> [Double] {
  let present = counts.count { $0 > 0 }
  let all = Double(counts.reduce(0, +))
  return counts.map { $0 > 0 ? all / (Double(present) * Double($0)) : 1 }
}
