/// The product of a function's Hessian with a vector, H v, and the gradient on the way.
///
/// The gradient is recorded and differentiated along `v`: exact to rounding, at a small multiple of
/// the gradient's cost, without ever forming H (Pearlmutter 1994).
///
/// - Parameters:
///   - point: Where.
///   - vector: `v`, of the point's shape and element type.
///   - function: Computes one element.
/// - Returns: The value, the gradient, and H v, which has the point's shape.
public func hessianVectorProduct(
  at point: Tensor, along vector: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> (value: Tensor, gradient: Tensor, product: Tensor) {
  precondition(
    vector.shape == point.shape && vector.dtype == point.dtype,
    "hessianVectorProduct: a \(vector.dtype) vector of shape \(vector.shape) at a \(point.dtype) point of shape \(point.shape)"
  )
  var first: (value: Tensor, gradient: Tensor)?
  let (_, product) = try valueAndGradient(at: point) { x in
    let inner = try valueAndGradient(at: x, of: function)
    first = (inner.value, inner.gradient)
    return (inner.gradient * vector).sum()
  }
  guard let first else { preconditionFailure("hessianVectorProduct: nothing was computed") }
  return (first.value, first.gradient, product)
}

/// The product of a loss's Hessian with a vector, for all parameters of a model at once.
///
/// - Parameters:
///   - model: Where.
///   - vector: One tensor for each parameter, in visiting order; of tied ones the first counts.
///   - loss: Computes one element from the model it is given.
/// - Returns: The loss, its gradients, and H v, one tensor for each parameter.
public func hessianVectorProduct<M: Module>(
  at model: M, along vector: [Tensor], of loss: (M) throws -> Tensor
) rethrows -> (value: Tensor, gradient: [Tensor], product: [Tensor]) {
  var first: (value: Tensor, gradient: [Tensor])?
  let (_, product) = try valueAndGradient(at: model) { model in
    let inner = try valueAndGradient(at: model, of: loss)
    let gradient = inner.gradient.values
    precondition(
      gradient.count == vector.count,
      "hessianVectorProduct: \(vector.count) tensors along \(gradient.count) parameters")
    first = (inner.value, gradient)
    var total = Tensor(0, dtype: inner.value.dtype)
    var seen = Set<Parameter.ID>()
    for (i, v) in vector.enumerated() {
      precondition(
        v.shape == gradient[i].shape && v.dtype == gradient[i].dtype,
        "hessianVectorProduct: a \(v.dtype) vector of shape \(v.shape) for parameter \(i), \(gradient[i].dtype) of shape \(gradient[i].shape)"
      )
      // A tied parameter is one variable, wherever it stands.
      if seen.insert(inner.gradient.ids[i]).inserted { total = total + (gradient[i] * v).sum() }
    }
    return total
  }
  guard let first else { preconditionFailure("hessianVectorProduct: nothing was computed") }
  return (first.value, first.gradient, product.values)
}

/// The derivative of a function along a vector: J v, for a function from a tensor to a tensor.
///
/// Computed as the derivative of the pullback Jᵀ u by u, which is linear in u: two passes back give
/// one forward.
///
/// - Parameters:
///   - point: Where; `float32` or `float64`.
///   - vector: v, of the point's shape and element type.
///   - function: Computes a tensor from it. It is called once.
/// - Returns: The function's value, and J v, which has the value's shape.
public func derivative(
  at point: Tensor, along vector: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> (value: Tensor, derivative: Tensor) {
  precondition(
    vector.shape == point.shape,
    "derivative: a vector of shape \(vector.shape) at a point of shape \(point.shape)")
  let value = try function(point)
  let u = Tensor(zerosLike: value)
  let (_, along) = try valueAndGradient(at: u) { u in
    let (_, pulled) = try valueAndGradient(at: point) { x in
      (try function(x) * u).sum()
    }
    return (pulled * vector).sum()
  }
  return (value, along)
}

/// The whole Hessian of a function of a few variables: `[n, n]` for a point of n elements.
///
/// - Parameters:
///   - point: Where; `float32` or `float64`.
///   - function: Computes one element from it.
/// - Returns: The matrix, of the point's element type.
/// - Complexity: n Hessian-vector products.
public func hessian(
  at point: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> Tensor {
  let n = point.count
  var rows: [Tensor] = []
  for i in 0..<n {
    var unit = Tensor(zerosLike: point).flattened
    unit[i] = Tensor(1, dtype: point.dtype)
    let column = try hessianVectorProduct(
      at: point, along: unit.reshaped(to: point.shape), of: function
    ).product
    rows.append(column.flattened)
  }
  return .stack(rows)
}
