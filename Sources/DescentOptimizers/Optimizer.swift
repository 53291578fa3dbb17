import DescentTensor

/// A rule that moves parameters along their gradients.
///
/// A rule holds hyperparameters and nothing else: what it remembers of each parameter is kept by
/// ``OptimizerState`` in the buffers that ``slots`` names. It is written in two places that say the
/// same equations: a file in `Rules/`, with the coefficients in double precision, and one kernel,
/// which passes once over the parameter, its gradient and the slots.
///
/// A rule of your own needs no kernel:
///
/// ```swift
/// struct SignDescent: Optimizer {
///   var learningRate: Schedule = 1e-3
///   let slots: [String] = []
///   func update(_ parameter: borrowing ParameterUpdate) {
///     let step = learningRate(parameter.step) * parameter.gradient.sign()
///     parameter.weights = parameter.weights - step
///   }
/// }
/// var w = Tensor([1.0, 2])
/// var state = OptimizerState()
/// state.update(&w, along: Tensor([-3.0, 5]), using: SignDescent(learningRate: 0.5))
/// print(w)  // [1.5000, 1.5000]  float64 [2]
/// ```
public protocol Optimizer: Sendable {
  /// The buffers that the rule keeps for each parameter; also their names in a file.
  var slots: [String] { get }

  /// How a buffer starts: zeros like the parameter, unless the rule says otherwise.
  func initialValue(ofSlot slot: String, for parameter: Tensor) -> Tensor

  /// Numbers that the rule keeps for the whole model, and how they start; none for most rules.
  var sharedValues: [(name: String, initial: Double)] { get }

  /// How many times one update goes over all parameters; 1 for most rules.
  var passes: Int { get }

  /// Is called before each pass over the parameters, with the numbers kept for the whole model.
  ///
  /// - Parameters:
  ///   - pass: Which, from 0 on.
  ///   - step: How many updates the model had before.
  ///   - shared: The numbers, in the order of ``sharedValues``.
  func begin(pass: Int, step: Int64, shared: inout [Double])

  /// The learning rate α.
  var learningRate: Schedule { get set }

  /// Changes one parameter and its buffers.
  func update(_ parameter: borrowing ParameterUpdate)

  /// Whether the rule asks for ``ParameterUpdate/rowSparseGradient``, or moves the rows that such a
  /// gradient has alone; to others it is dense.
  var acceptsRowSparse: Bool { get }

  /// Where the rule keeps a mean of squared gradients of this parameter, for ``Telemetry``; nil if it
  /// keeps none. It is asked before the update, for what is there after it.
  func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment?

  /// How the rule tells parameters apart; nil for a rule that treats all alike.
  var grouping: ParameterGrouping? { get }

  /// What a saved state says it is of; the rule's name for most rules.
  var stateName: String { get }

  /// Which meaning the rule's buffers have; a file of another version is refused.
  var stateVersion: Int { get }

  /// The weights to evaluate and to save, out of those that training goes on from and the buffers;
  /// the former themselves for most rules. A rule without groups is always asked for group 0.
  ///
  /// - Parameters:
  ///   - weights: The tensor as training left it.
  ///   - slots: Its buffers, in the order of ``slots``.
  ///   - group: Which of the rule's groups it is in.
  /// - Returns: The weights to evaluate.
  func evaluationWeights(_ weights: Tensor, slots: [Tensor], group: Int) -> Tensor
}

extension Optimizer {
  /// Zeros like the parameter.
  public func initialValue(ofSlot slot: String, for parameter: Tensor) -> Tensor {
    Tensor(zerosLike: parameter)
  }
  /// None.
  public var sharedValues: [(name: String, initial: Double)] { [] }
  /// One.
  public var passes: Int { 1 }
  /// Does nothing.
  public func begin(pass: Int, step: Int64, shared: inout [Double]) {}
  /// No.
  public var acceptsRowSparse: Bool { false }
  /// None.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? { nil }
  /// All parameters are alike.
  public var grouping: ParameterGrouping? { nil }
  /// The name of the type.
  public var stateName: String { String(describing: Self.self) }
  /// The first.
  public var stateVersion: Int { 1 }
  /// The weights themselves.
  public func evaluationWeights(_ weights: Tensor, slots: [Tensor], group: Int) -> Tensor {
    weights
  }
}
