import DescentTensor

/// Normalizes each channel over the batch, and in evaluation by the statistics of batches before:
/// torch.nn.BatchNorm1d, BatchNorm2d and BatchNorm3d.
///
///     y = (x − m) / √(v + ε) · w + b
///     in training     m, v = the batch's mean and variance (the plain mean of squares) per channel
///     in evaluation   m, v = the running ones
///     running m ← (1 − α) m + α · batch mean,   running v ← (1 − α) v + α · batch variance · n/(n − 1)
///
/// Input and output are `[samples, channels]` or `[samples, channels, …]`; n is the number of numbers
/// of a channel. w and b start as ones and zeros, the running statistics as 0 and 1.
///
/// A forward pass in training records the new statistics in its ``Context``; they become the model's
/// when the step is made (`model.applyUpdates(from: &context)`, which the trainer does). With averaged
/// weights the statistics belong to other weights: see ``DescentTensor/Module/refreshStatistics(over:using:_:)``.
///
/// - SeeAlso: Ioffe & Szegedy (arXiv:1502.03167).
public struct BatchNorm: Layer {
  /// w, `[channels]`, if the layer scales.
  public var weight: Parameter?
  /// b, `[channels]`, if the layer shifts.
  public var bias: Parameter?
  /// The running statistics; nil if the batch's are used in evaluation too.
  public var running: RunningStatistics?
  /// The number of channels.
  public let channels: Int
  /// ε.
  public let epsilon: Double
  /// α, how much of the running statistics a batch replaces; nil for the mean over all batches.
  public let momentum: Double?

  /// Means and variances over batches, which are not trained.
  public struct RunningStatistics: Sendable {
    /// The running mean, `[channels]`.
    public var mean: Buffer
    /// The running variance, `[channels]`.
    public var variance: Buffer
    /// How many batches there were: `int64`, a scalar.
    public var batches: Buffer
  }

  /// A layer for so many channels.
  ///
  /// - Parameters:
  ///   - channels: The length of the input's second axis.
  ///   - epsilon: ε.
  ///   - momentum: α, or nil for the mean over all batches.
  ///   - isAffine: Whether there are w and b.
  ///   - tracksStatistics: Whether there are running statistics.
  ///   - dtype: `float32` or `float64`.
  public init(
    _ channels: Int, epsilon: Double = 1e-5, momentum: Double? = 0.1, isAffine: Bool = true,
    tracksStatistics: Bool = true, dtype: DType = .float32
  ) {
    precondition(channels > 0, "BatchNorm: \(channels) channels")
    self.channels = channels
    self.epsilon = epsilon
    self.momentum = momentum
    weight = isAffine ? Parameter(.ones([channels], dtype: dtype)) : nil
    bias = isAffine ? Parameter(.zeros([channels], dtype: dtype)) : nil
    guard tracksStatistics else { return }
    running = RunningStatistics(
      mean: Buffer(.zeros([channels], dtype: dtype)),
      variance: Buffer(.ones([channels], dtype: dtype)),
      batches: Buffer(.zeros([], dtype: .int64)))
  }

  /// The normalized input.
  ///
  /// - Precondition: the input has these channels, and in training more than one number for each.
  public func callAsFunction(_ x: Tensor, in context: inout Context) -> Tensor {
    precondition(
      x.rank >= 2 && x.shape[1] == channels,
      "BatchNorm: an input of shape \(x.shape) for \(channels) channels")
    if context.mode == .evaluation, let running {
      return x.batchNorm(
        mean: context.value(of: running.mean), variance: context.value(of: running.variance),
        weight: weight?.value, bias: bias?.value, epsilon: epsilon)
    }
    let n = x.count / channels
    precondition(
      n > 1 || context.mode == .evaluation,
      "BatchNorm: one number for each channel in training, of an input of shape \(x.shape)")
    let (y, mean, variance) = x.batchNorm(
      weight: weight?.value, bias: bias?.value, epsilon: epsilon)
    if context.mode == .training, let running {
      withoutRecording {
        running.update(mean, variance * (Double(n) / Double(n - 1)), momentum, &context)
      }
    }
    return y
  }

  /// Shows `weight`, `bias`, `running_mean`, `running_var` and `num_batches_tracked`.
  public mutating func visit(_ visitor: inout some ParameterVisitor) {
    visitor.visit("weight", &weight)
    visitor.visit("bias", &bias)
    guard var running = running.take() else { return }
    visitor.visit("running_mean", &running.mean)
    visitor.visit("running_var", &running.variance)
    visitor.visit("num_batches_tracked", &running.batches)
    self.running = running
  }
}

/// Batch normalization of `[samples, channels]` or `[samples, channels, length]`, by torch's name.
public typealias BatchNorm1d = BatchNorm
/// Batch normalization of `[samples, channels, height, width]`, by torch's name.
public typealias BatchNorm2d = BatchNorm

extension BatchNorm.RunningStatistics {
  /// Records what the statistics become with those of one more batch.
  fileprivate func update(
    _ batchMean: Tensor, _ batchVariance: Tensor, _ momentum: Double?, _ context: inout Context
  ) {
    let isFirst = context.refreshesStatistics && !context.hasUpdate(for: batches)
    let before =
      isFirst ? Tensor(zerosLike: batches.value) : context.value(of: batches)
    let count = before.incremented
    context.update(batches, to: count)
    for (buffer, new) in [(mean, batchMean), (variance, batchVariance)] {
      // A refresh begins with the first batch alone, whatever there was.
      let old = isFirst ? Tensor(zerosLike: new) : context.value(of: buffer)
      if let momentum, !context.refreshesStatistics {
        context.update(buffer, to: new * momentum + old * (1 - momentum))
      } else {
        let share = 1 / count.converted(to: new.dtype)
        context.update(buffer, to: new * share + old * (1 - share))
      }
    }
  }
}

extension Module {
  /// Computes the running statistics of all batch normalizations anew, as plain means over batches:
  /// what averaged weights need, whose own statistics nobody has seen.
  ///
  ///     var averaged = average.applied(to: model)
  ///     averaged.refreshStatistics(over: batches, using: generator) { model, batch, context in
  ///       _ = model(batch, in: &context)
  ///     }
  ///
  /// - Parameters:
  ///   - batches: What passes through the model, in training mode.
  ///   - generator: Where layers draw random numbers, as they do in training.
  ///   - forward: Passes one batch through the model.
  /// - SeeAlso: torch.optim.swa_utils.update_bn.
  public mutating func refreshStatistics<Batch>(
    over batches: some Sequence<Batch>, using generator: Generator,
    _ forward: (Self, Batch, inout Context) throws -> Void
  ) rethrows {
    var context = Context.refreshing(using: generator)
    for batch in batches { try forward(self, batch, &context) }
    applyUpdates(from: &context)
  }
}
