import DescentTensor

extension Solver {
  /// Makes one step of a model's parameters, all of which are one vector to the solver.
  ///
  ///     try LBFGS(lineSearch: .strongWolfe).step(&model, state: &state) { model in
  ///       meanSquaredError(model(x), y)
  ///     }
  ///
  /// - Parameters:
  ///   - model: Its parameters are moved. If an error is thrown, they are where the last finite value
  ///     was.
  ///   - state: What was remembered of the steps before, of the same model.
  ///   - loss: Computes one element from the model it is given; it is called as often as the solver
  ///     needs, and must be the same function every time: no dropout.
  /// - Returns: The loss before, and what was done.
  /// - Throws: A ``SolverError`` where the search meets a number that is not finite.
  @discardableResult
  public func step<M: Module>(
    _ model: inout M, state: inout State, of loss: (M) -> Tensor
  ) throws(SolverError) -> SolverStep {
    let layout = FlatParameters(of: model)
    var flat = layout.vector(of: model)
    let start = model
    let result: Result<SolverStep, SolverError>
    do throws(SolverError) {
      result = .success(
        try step(&flat, state: &state) { loss(layout.model(start, with: $0)) })
    } catch {
      result = .failure(error)
    }
    model = layout.model(start, with: flat)
    return try result.get()
  }
}

/// Where each parameter of a model stands in one vector; a tied parameter stands there once.
struct FlatParameters {
  private var places: [(range: Range<Int>, shape: Shape, dtype: DType)] = []
  private var firsts: [Int] = []
  private let dtype: DType

  init(of model: some Module) {
    var seen: [Parameter.ID: Int] = [:]
    var count = 0
    for (position, (_, parameter)) in model.parameters.enumerated() {
      let (shape, dtype) = (parameter.value.shape, parameter.value.dtype)
      if let first = seen[parameter.id] {
        places.append(places[first])
      } else {
        seen[parameter.id] = position
        firsts.append(position)
        places.append((count..<count + shape.count, shape, dtype))
        count += shape.count
      }
    }
    dtype = places.contains { $0.dtype == .float64 } ? .float64 : .float32
  }

  func vector(of model: some Module) -> Tensor {
    let parameters = model.parameters
    return .concatenate(
      firsts.map { parameters[$0].parameter.value.detached.converted(to: dtype).flattened })
  }

  /// The model with its parameters cut out of a vector, through which derivatives pass.
  func model<M: Module>(_ model: M, with vector: Tensor) -> M {
    var copy = model
    let pieces = vector.split(lengths: firsts.map { places[$0].range.count })
    let starts = Dictionary(
      uniqueKeysWithValues: zip(firsts.map { places[$0].range.lowerBound }, pieces))
    copy.updateParameters { position, _, value in
      let place = places[position]
      guard let piece = starts[place.range.lowerBound] else { return }
      value = piece.reshaped(to: place.shape).converted(to: place.dtype)
    }
    return copy
  }
}
