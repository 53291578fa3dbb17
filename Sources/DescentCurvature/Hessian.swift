import DescentTensor

extension SymmetricOperator {
  /// The Hessian of a function at a point, by Hessian-vector products.
  ///
  /// - Parameters:
  ///   - point: Where; `float64` unless rounding is what is looked at.
  ///   - function: Computes one element.
  /// - Returns: v ↦ H v.
  /// - Complexity: A product costs a few gradients.
  public static func hessian(
    at point: Tensor, of function: @escaping @Sendable (Tensor) -> Tensor
  ) -> SymmetricOperator {
    hessian(at: Point(value: Parameter(point))) { function($0.value.value) }
  }

  /// The Hessian of a loss for all parameters of a model, by Hessian-vector products.
  ///
  /// The rows are the parameters in visiting order, each row-major; a tied parameter stands where
  /// it comes first, and only there.
  ///
  /// - Parameters:
  ///   - model: Where.
  ///   - loss: Computes one element from the model it is given.
  /// - Returns: v ↦ H v.
  /// - Complexity: A product costs a few gradients. It is recorded at the first two and replayed, so that
  ///   the loss may not do what ``/DescentTensor/ReplayedHessian`` names.
  public static func hessian<M: Module>(
    at model: M, of loss: @escaping @Sendable (M) -> Tensor
  ) -> SymmetricOperator {
    let layout = ParameterLayout(of: model)
    let replayed = ReplayedHessian(of: loss)
    return SymmetricOperator(dimension: layout.count) { v in
      layout.flattened(replayed.product(at: model, along: layout.tensors(v)))
    }
  }
}

/// A tensor as a model with one parameter.
private struct Point: Module {
  var value: Parameter

  mutating func visit(_ visitor: inout some ParameterVisitor) { visitor.visit("", &value) }
}

/// Where each parameter of a model stands in a flat vector.
struct ParameterLayout {
  private var places: [(range: Range<Int>?, shape: Shape, dtype: DType)] = []
  private(set) var count = 0

  init(of model: some Module) {
    var seen = Set<Parameter.ID>()
    for (_, parameter) in model.parameters {
      let (shape, dtype) = (parameter.value.shape, parameter.value.dtype)
      if seen.insert(parameter.id).inserted {
        places.append((count..<count + shape.count, shape, dtype))
        count += shape.count
      } else {
        places.append((nil, shape, dtype))
      }
    }
  }

  /// One tensor for each parameter in visiting order.
  ///
  /// The gradient of a tied parameter is the same
  /// sum at each of its places, so that only the first takes part.
  func tensors(_ v: [Double]) -> [Tensor] {
    places.map { range, shape, dtype in
      range.map { Tensor(Array(v[$0]), shape: shape, dtype: dtype) } ?? .zeros(shape, dtype: dtype)
    }
  }

  func flattened(_ tensors: [Tensor]) -> [Double] {
    var v: [Double] = []
    v.reserveCapacity(count)
    for (place, tensor) in zip(places, tensors) where place.range != nil {
      v += tensor.doubles
    }
    return v
  }
}
