import DescentTensor

/// ``Muon`` for the parameters with two axes and ``AdamW`` for all others, as one rule.
///
///     state.update(&model, along: gradients, using: MuonWithAdamW(
///       muon: Muon(learningRate: 0.02), adamW: AdamW(learningRate: 3e-4)))
///
/// Each keeps its own rate, decay and buffers; the buffers that a parameter does not need are empty.
///
/// - Note: The original also gives the embedding and the last layer, which are matrices, to AdamW.
/// - SeeAlso: Jordan et al., *Muon: An optimizer for hidden layers in neural networks* (2024).
public struct MuonWithAdamW: ConfigurableOptimizer {
  /// The rule's name.
  public static let name = "MuonWithAdamW"

  /// Muon's options by their names, and AdamW's with `adamw_` before them, as in `adamw_lr`.
  public static let options: [OptimizerOption<MuonWithAdamW>] =
    Muon.options.map { $0.within(\.muon) }
    + AdamW.options.map { option in
      option.within(\.adamW).renamed(
        "adamw_" + option.name,
        "adamW" + option.swiftName.prefix(1).uppercased() + option.swiftName.dropFirst())
    }

  /// The rule for matrices.
  public var muon: Muon
  /// The rule for all other parameters.
  public var adamW: AdamW

  /// α of ``muon``; ``adamW`` has its own.
  public var learningRate: Schedule {
    get { muon.learningRate }
    set { muon.learningRate = newValue }
  }

  /// Both rules with torch's defaults.
  public init() { self.init(muon: Muon()) }

  /// A rule of two.
  ///
  /// - Parameters:
  ///   - muon: The rule for matrices.
  ///   - adamW: The rule for all other parameters.
  public init(muon: Muon = Muon(), adamW: AdamW = AdamW()) {
    self.muon = muon
    self.adamW = adamW
  }

  /// AdamW's buffers and Muon's.
  public var slots: [String] { adamW.slots + muon.slots }

  /// Zeros like the parameter where its rule has the buffer; nothing elsewhere.
  public func initialValue(ofSlot slot: String, for parameter: Tensor) -> Tensor {
    let isOfMuon = muon.slots.contains(slot)
    return isOfMuon == (parameter.rank == 2)
      ? Tensor(zerosLike: parameter) : .zeros([0], dtype: parameter.dtype)
  }

  /// That of AdamW, where it is AdamW's.
  public func secondMoment(of parameter: borrowing ParameterUpdate) -> SecondMoment? {
    parameter.shape.rank == 2 ? nil : adamW.secondMoment(of: parameter)
  }

  /// Changes one parameter and its buffers by the rule for its shape.
  public func update(_ parameter: borrowing ParameterUpdate) {
    if parameter.shape.rank == 2 {
      muon.update(parameter, slot: adamW.slots.count)
    } else {
      adamW.update(parameter)
    }
  }
}
