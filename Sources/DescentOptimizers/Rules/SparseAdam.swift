import DescentTensor

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Adam for a table of which each gradient touches a few rows: the others, and their moments, stay.
///
///     mₜ = mₜ₋₁ + (1 − β₁) (gₜ − mₜ₋₁)                 of the rows that gₜ has
///     vₜ = vₜ₋₁ + (1 − β₂) (gₜ² − vₜ₋₁)
///     θₜ = θₜ₋₁ − α √(1 − β₂ᵗ) / (1 − β₁ᵗ) mₜ / (√vₜ + ε)
///
///     let model = Embedding(50_000, width: 64, hasSparseGradient: true, using: &generator)
///     var trainer = Trainer(SparseAdam(learningRate: 0.01)) { … }
///
/// or, for a table of one's own,
///
///     var state = SparseAdam.State()
///     SparseAdam(learningRate: 0.01).update(&table, along: gradient, state: &state)
///
/// A dense gradient is one that has all rows. An update costs what its rows cost, whatever the size of the table.
///
/// - Note: It is not Adam on the gradient with its zeros: a row that is not touched does not decay its
///   moments and is not moved by them, while t counts every update. A row that every gradient touches
///   goes the same way, with ``Adam/EpsilonPlacement/beforeCorrection``: torch adds ε to the √v that
///   is not corrected, here but not in its Adam.
/// - SeeAlso: Kingma & Ba (arXiv:1412.6980), end of section 2. Behaviour and order of operations:
///   torch.optim.SparseAdam, 2.15.
public struct SparseAdam: Optimizer {
  /// α.
  public var learningRate: Schedule
  /// β₁, how much of the mean gradient is kept.
  public var beta1: Schedule
  /// β₂, how much of the mean squared gradient is kept.
  public var beta2: Schedule
  /// ε.
  public var epsilon: Schedule
  /// Whether to go up instead of down.
  public var maximize: Bool

  /// m and v, by torch's names.
  public let slots = ["exp_avg", "exp_avg_sq"]
  /// Yes.
  public var acceptsRowSparse: Bool { true }

  /// A rule with torch's defaults but for what is given.
  ///
  /// - Precondition: The rate is at least 0 and ε above, β₁ and β₂ are at least 0 and below 1.
  public init(
    learningRate: Schedule = 1e-3, beta1: Schedule = 0.9, beta2: Schedule = 0.999,
    epsilon: Schedule = 1e-8, maximize: Bool = false
  ) {
    func require(_ value: Schedule, _ name: String, _ domain: NumberDomain) {
      precondition(
        domain.contains(value), "SparseAdam: \(name) must be \(domain.description), not \(value)")
    }
    require(learningRate, "learningRate", .nonNegative)
    require(beta1, "beta1", .belowOne)
    require(beta2, "beta2", .belowOne)
    require(
      epsilon, "epsilon",
      NumberDomain(description: "a finite number above 0") { $0 > 0 && $0.isFinite })
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.maximize = maximize
  }

  /// The moments of a table, which are as large as the table.
  public struct State: Sendable {
    /// The number of updates so far.
    public fileprivate(set) var step: Int64 = 0
    /// m; nil before the first update.
    public fileprivate(set) var mean: Tensor?
    /// v; nil before the first update.
    public fileprivate(set) var meanSquare: Tensor?

    /// No updates so far.
    public init() {}
  }

  /// Moves the rows of a table that a gradient has.
  ///
  /// - Precondition: The gradient is of the table's shape and element type, and the state is the
  ///   table's.
  public func update(_ table: inout Tensor, along gradient: RowSparse, state: inout State) {
    precondition(
      gradient.shape == table.shape && gradient.values.dtype == table.dtype,
      "SparseAdam: a \(gradient.values.dtype) gradient of shape \(gradient.shape) for a \(table.dtype) table \(table.shape)"
    )
    precondition(
      state.mean.map { $0.shape == table.shape && $0.dtype == table.dtype } ?? true,
      "SparseAdam: the state was made for another table than \(table.dtype) \(table.shape)")
    var m = state.mean.take() ?? Tensor(zerosLike: table)
    var v = state.meanSquare.take() ?? Tensor(zerosLike: table)
    func move<T: TensorScalar & BinaryFloatingPoint>(_ type: T.Type) {
      table.withUnsafeMutableElements(as: type) { θ in
        m.withUnsafeMutableElements(as: type) { m in
          v.withUnsafeMutableElements(as: type) { v in
            guard let θ = θ.baseAddress, let m = m.baseAddress, let v = v.baseAddress else {
              return
            }
            moveRows(θ, m, v, along: gradient, at: state.step, updates: state.step)
          }
        }
      }
    }
    if table.dtype == .float32 { move(Float.self) } else { move(Double.self) }
    state.mean = m
    state.meanSquare = v
    state.step += 1
  }

  /// v; ε stands beside √v, before the correction.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    let (step, t) = (parameter.step, Double(parameter.updates + 1))
    let root = biasCorrection(beta2(step), t).squareRoot()
    return SecondMoment(slot: 1, correction: root, epsilon: epsilon(step) / root)
  }

  /// Moves the rows that the parameter's gradient has: all of them if it is dense.
  public func update(_ parameter: borrowing ParameterUpdate) {
    let gradient =
      parameter.rowSparseGradient ?? RowSparse(allOf: parameter.gradient)
    let (θ, m, v) = (
      parameter.weightMemory(), parameter.memory(ofSlot: 0), parameter.memory(ofSlot: 1)
    )
    let (step, updates) = (parameter.step, parameter.updates)
    func move<T: TensorScalar & BinaryFloatingPoint>(_ type: T.Type) {
      moveRows(
        θ.assumingMemoryBound(to: type), m.assumingMemoryBound(to: type),
        v.assumingMemoryBound(to: type), along: gradient, at: step, updates: updates)
    }
    if parameter.dtype == .float32 { move(Float.self) } else { move(Double.self) }
  }

  private func moveRows<T: TensorScalar & BinaryFloatingPoint>(
    _ θ: UnsafeMutablePointer<T>, _ m: UnsafeMutablePointer<T>, _ v: UnsafeMutablePointer<T>,
    along gradient: RowSparse, at step: Int64, updates: Int64
  ) {
    let t = Double(updates + 1)
    let (β1, β2) = (beta1(step), beta2(step))
    let αt = learningRate(step) * (1 - pow(β2, t)).squareRoot() / (1 - pow(β1, t))
    let (w1, w2, ε, minusα) = (T(1 - β1), T(1 - β2), T(epsilon(step)), T(-αt))
    let width = gradient.rows.isEmpty ? 0 : gradient.values.count / gradient.rows.count
    let sign: T = maximize ? -1 : 1
    gradient.values.withUnsafeElements(as: T.self) { g in
      for (k, row) in gradient.rows.enumerated() {
        for i in 0..<width {
          let (j, g) = (row * width + i, sign * g[k * width + i])
          m[j] += (g - m[j]) * w1
          v[j] += (g * g - v[j]) * w2
          θ[j] += minusα * (m[j] / (v[j].squareRoot() + ε))
        }
      }
    }
  }
}

extension RowSparse {
  /// A dense gradient as one that has all rows; a scalar is one row.
  fileprivate init(allOf gradient: Tensor) {
    let values = gradient.rank == 0 ? gradient.expandingAxis(0) : gradient
    self.init(rows: Array(0..<values.shape[0]), values: values, of: values.shape)
  }
}
