import DescentTensor

/// Adds gradients of small batches up to that of a large one.
///
///     var accumulator = Accumulator(steps: 4)
///     for batch in batches {
///       let (_, gradients) = valueAndGradient(at: model) { loss($0, batch) }
///       if let window = accumulator.add(gradients, weight: Double(batch.count)) {
///         state.update(&model, along: window, using: optimizer)
///       }
///     }
///     if let rest = accumulator.flush() { state.update(&model, along: rest, using: optimizer) }
///
/// A window's gradient is the weighted mean Σ wᵢ gᵢ / Σ wᵢ of what was added, however many there were:
/// a short last window is not too small. With the number of examples, or of tokens, as weights it is
/// the gradient of the mean over all of them, to the bit where sums and products are exact.
public struct Accumulator: Sendable {
  /// How many gradients make a window.
  public let steps: Int
  /// How many were added to the window so far.
  public private(set) var pending = 0
  private var sum: Gradients?
  private var totalWeight = 0.0

  /// Windows of so many gradients.
  ///
  /// - Precondition: There is at least one.
  public init(steps: Int) {
    precondition(steps >= 1, "Accumulator: a window of \(steps) gradients")
    self.steps = steps
  }

  /// Adds a gradient of the window's model.
  ///
  /// - Parameters:
  ///   - gradients: The gradient of a mean over some examples.
  ///   - weight: How many examples they are.
  /// - Returns: The window's gradient, if this one completed it; nil too if all weights in it are 0.
  /// - Precondition: The weight is a finite number of at least 0.
  public mutating func add(_ gradients: Gradients, weight: Double = 1) -> Gradients? {
    precondition(
      weight >= 0 && weight.isFinite,
      "Accumulator: a weight must be a finite number of at least 0, not \(weight)")
    var weighted = gradients
    if weight != 1 { weighted.scale(by: weight) }
    if sum == nil { sum = weighted } else { sum? += weighted }
    totalWeight += weight
    pending += 1
    return pending == steps ? flush() : nil
  }

  /// Ends the window early.
  ///
  /// - Returns: The gradient of what was added since the last window; nil if that is nothing.
  public mutating func flush() -> Gradients? {
    defer { (sum, totalWeight, pending) = (nil, 0, 0) }
    guard var mean = sum, totalWeight > 0 else { return nil }
    if totalWeight != 1 {
      for i in mean.values.indices { mean.values[i] = mean.values[i] / totalWeight }
    }
    return mean
  }
}
