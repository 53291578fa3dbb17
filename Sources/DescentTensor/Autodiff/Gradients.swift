import CDescentKernels

/// The gradient of a loss with respect to a model: one tensor for each parameter, in visiting order.
///
/// It is a value that is returned, not a field that is filled: there is nothing to set to zero before
/// the next step. Adding two gradients up is said: `gradients += others`.
public struct Gradients: Sendable {
  /// One gradient for each parameter of the model, in visiting order; tied parameters have equal ones.
  ///
  /// Of one that is row-sparse (``rowSparse(at:)``) these are the values of its rows alone, so that
  /// norms, clipping and scaling cost what the rows cost; ``makeDense()`` puts zeros between them.
  public var values: [Tensor]
  /// The rows and the whole shape of the gradients that are row-sparse, by position.
  private var sparse: [Int: (rows: [Int], shape: Shape)] = [:]
  /// The positions of the parameters that the loss does not depend on, in ascending order; their
  /// gradients are zeros.
  public private(set) var unreached: [Int]
  /// Which positions are the same parameter.
  package let ids: [Parameter.ID]

  /// Other values in the places of the same model's gradients, of the same rows where they are sparse.
  package init(_ values: [Tensor], like other: Gradients) {
    self.values = values
    sparse = other.sparse
    unreached = other.unreached
    ids = other.ids
  }

  /// The gradient of one parameter; nil if the model that was differentiated does not hold it.
  public subscript(parameter: Parameter) -> Tensor? {
    ids.firstIndex(of: parameter.id).map { rowSparse(at: $0)?.dense ?? values[$0] }
  }

  /// The gradient at a position as rows, if it is row-sparse: that of a table whose rows were looked up
  /// by a layer that was asked for it, and by nothing else.
  public func rowSparse(at position: Int) -> RowSparse? {
    guard let (rows, shape) = sparse[position] else { return nil }
    return RowSparse(rows: rows, values: values[position], of: shape)
  }

  /// The rows of the gradients that are row-sparse, by position.
  package var rows: [Int: [Int]] { sparse.isEmpty ? [:] : sparse.mapValues(\.rows) }

  /// Replaces the gradients that are row-sparse by their dense forms.
  public mutating func makeDense() {
    // Said first, or all values would be copied in case one is replaced.
    guard !sparse.isEmpty else { return }
    for position in sparse.keys {
      if let dense = rowSparse(at: position)?.dense { values[position] = dense }
    }
    sparse = [:]
  }

  /// The Euclidean norm over all parameters, tied ones counted once.
  ///
  /// Squares are added in double precision, so that a gradient of 1e20 in `float32` has a norm; where
  /// even those overflow or vanish, they are scaled first.
  ///
  /// - Complexity: O(*n*) in the number of weights.
  public var norm: Double {
    let (scale, root) = scaledNorm
    return scale * root
  }

  /// The norm as a product, neither factor of which overflows while every number is finite.
  package var scaledNorm: (scale: Double, root: Double) {
    let squares = total { $0.sumOfSquares }
    if squares.isFinite, squares > Tensor.leastExactSquares { return (1, squares.squareRoot()) }
    let greatest = values.reduce(0) { max($0, $1.greatestMagnitude) }
    guard greatest > 0, isFinite else { return (1, squares.squareRoot()) }
    return (greatest, total { $0.sumOfSquares(dividedBy: greatest) }.squareRoot())
  }

  /// What a number of each parameter adds up to, tied ones counted once.
  private func total(_ number: (Tensor) -> Double) -> Double {
    var seen = Set<Parameter.ID>()
    var total = 0.0
    for (id, value) in zip(ids, values) where seen.insert(id).inserted { total += number(value) }
    return total
  }

  /// Adds another gradient of the same model.
  public static func += (a: inout Gradients, b: Gradients) {
    precondition(a.ids == b.ids, "gradients of two different models cannot be added")
    var b = b
    if !(a.sparse.isEmpty && b.sparse.isEmpty) { a.align(with: &b) }
    for i in a.values.indices where a.sparse[i] == nil { a.values[i] = a.values[i] + b.values[i] }
    if !a.unreached.isEmpty { a.unreached.removeAll { !b.unreached.contains($0) } }
  }

  /// Adds what is row-sparse in both, and makes dense what is in one of them only.
  private mutating func align(with other: inout Gradients) {
    for i in values.indices {
      switch (rowSparse(at: i), other.rowSparse(at: i)) {
      case (let a?, let b?):
        let sum = RowSparse(
          rows: a.rows + b.rows, values: .concatenate([a.values, b.values]), of: a.shape)
        values[i] = sum.values
        sparse[i] = (sum.rows, sum.shape)
      case (let a?, nil):
        values[i] = a.dense
        sparse[i] = nil
      case (nil, let b?): other.values[i] = b.dense
      case (nil, nil): break
      }
    }
  }

  /// Multiplies every gradient by a number.
  public mutating func scale(by factor: Double) {
    for i in values.indices { values[i] = values[i].scaled(by: factor) }
  }

  /// Whether every number is finite.
  ///
  /// - Complexity: O(*n*).
  public var isFinite: Bool { values.allSatisfy { $0.sumOfSquares.isFinite || $0.isAllFinite } }
}

extension Tensor {
  /// The sum of the squares of the elements, in double precision.
  package var sumOfSquares: Double {
    defer { withExtendedLifetime(storage) {} }
    switch dtype {
    case .float32: return dk_squares_f32(pointer, count)
    case .float64: return dk_squares_f64(pointer, count)
    default: return converted(to: .float64).sumOfSquares
    }
  }

  /// Below this, a sum of squares may have lost digits or all of it.
  fileprivate static var leastExactSquares: Double { 1e-280 }

  /// The Euclidean norm as a product, neither factor of which overflows while the elements are finite.
  package var scaledNorm: (scale: Double, root: Double) {
    let squares = sumOfSquares
    if squares.isFinite, squares > Tensor.leastExactSquares { return (1, squares.squareRoot()) }
    let greatest = greatestMagnitude
    guard greatest > 0, greatest.isFinite, !squares.isNaN else { return (1, squares.squareRoot()) }
    return (greatest, sumOfSquares(dividedBy: greatest).squareRoot())
  }

  /// The same as ``sumOfSquares`` of every element divided by a number.
  fileprivate func sumOfSquares(dividedBy divisor: Double) -> Double {
    detached.doubles.reduce(0) { sum, x in
      let ratio = x / divisor
      return sum + ratio * ratio
    }
  }

  /// The greatest magnitude of an element; 0 if there is none.
  package var greatestMagnitude: Double {
    detached.doubles.reduce(0) { Swift.max($0, Swift.abs($1)) }
  }

  /// The product with a number, which may be one that the element type cannot hold.
  package func scaled(by factor: Double) -> Tensor {
    if dtype == .float32, factor != 0, Swift.abs(factor) < Double(Float.leastNormalMagnitude) {
      return (converted(to: .float64) * factor).converted(to: .float32)
    }
    return self * factor
  }

  /// Whether no element is infinite or not a number.
  public var isAllFinite: Bool { detached.doubles.allSatisfy(\.isFinite) }
}

/// The loss of a model and its gradient with respect to every parameter.
///
///     let (loss, gradients) = valueAndGradient(at: model) { model in
///       meanSquaredError(model(x), y)
///     }
///
/// - Parameters:
///   - model: Where to differentiate.
///   - loss: Computes one element from the model it is given, which is `model` with its parameters
///     recorded. It is called once.
/// - Returns: The loss, and a gradient for each parameter: zeros where the loss does not depend on it.
/// - Precondition: `loss` returns one element.
public func valueAndGradient<M: Module>(
  at model: M, of loss: (M) throws -> Tensor
) rethrows -> (value: Tensor, gradient: Gradients) {
  let tape = Tape.open()
  defer { tape.pointee.close() }
  let (watched, leaves) = model.watched(on: tape)
  let y = try loss(watched)
  let gradients = Gradients(of: y, leaves, tape, isLast: true)
  return (tape.pointee.isNested ? y : y.detached, gradients)
}

/// Runs `body` on a recorded copy of a model; inside it ``Tensor/backward()`` gives gradients.
///
/// The define-by-run form of ``valueAndGradient(at:of:)-(M,_)``:
///
///     let gradients = record(model) { model in
///       let loss = meanSquaredError(model(x), y)
///       print(loss.scalar)
///       return loss.backward()
///     }
///
/// Tensors that leave `body` are plain values: recording has ended for them.
///
/// - Parameters:
///   - model: The model; it is not changed.
///   - body: Computes with a copy that is recorded. It is called once.
/// - Returns: What `body` returns.
public func record<M: Module, Result>(
  _ model: M, _ body: (M) throws -> Result
) rethrows -> Result {
  let tape = Tape.open()
  defer { tape.pointee.close() }
  let (watched, leaves) = model.watched(on: tape)
  tape.pointee.describeLeaves(leaves)
  return try body(watched)
}

extension Tensor {
  /// The gradients of this number with respect to the model of the innermost ``record(_:_:)``.
  ///
  /// It can be called more than once in a recording; it changes nothing.
  ///
  /// - Precondition: This is one element, computed inside the recording that runs. A value of a
  ///   recording that has ended, or of none, is refused.
  public func backward() -> Gradients {
    guard let tape = Tape.current, tape.pointee.recording != 0,
      let leaves = tape.pointee.scopes[tape.pointee.scopes.count - 1].parameters
    else {
      preconditionFailure("backward(): called outside record(_:_:)")
    }
    precondition(
      recording == tape.pointee.recording,
      recording == 0
        ? "backward(): this value does not depend on the model being recorded"
        : "backward(): this value belongs to a recording that has ended")
    return Gradients(of: self, leaves, tape, isLast: false)
  }
}

extension Gradients {
  fileprivate init(
    of y: Tensor, _ leaves: ParameterLeaves, _ tape: UnsafeMutablePointer<Tape>, isLast: Bool
  ) {
    var cotangents = [Tensor?](repeating: nil, count: (leaves.leaves.max() ?? -1) + 1)
    let outer = tape.pointee.rowContributions
    tape.pointee.rowContributions = RowContributions(depth: tape.pointee.scopes.count)
    y.pullBack(tape, "gradient", isLast: isLast) { leaf, cotangent in cotangents[leaf] = cotangent }
    let contributions = tape.pointee.rowContributions
    tape.pointee.rowContributions = outer
    var rowSparse: [Int: RowSparse] = [:]
    if let contributions, !contributions.parts.isEmpty {
      rowSparse = contributions.gradients(leaves, &cotangents)
    }
    ids = leaves.ids
    unreached = leaves.leaves.indices.filter {
      cotangents[leaves.leaves[$0]] == nil && rowSparse[leaves.leaves[$0]] == nil
    }
    values = leaves.leaves.indices.map { i in
      cotangents[leaves.leaves[i]] ?? rowSparse[leaves.leaves[i]]?.values
        ?? .zeros(leaves.shapes[i], dtype: leaves.dtypes[i])
    }
    for (i, leaf) in leaves.leaves.enumerated() {
      if let rows = rowSparse[leaf] { sparse[i] = (rows.rows, rows.shape) }
    }
  }
}
