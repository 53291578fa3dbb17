import CDescentKernels

extension Tensor {
  /// Normalizes over the innermost axes, as many as the weight's shape has.
  ///
  ///     h = (x − mean x) / √(var x + ε),   y = h w + b
  ///
  /// Mean and variance (the plain mean of squared deviations) are those of the axes of `shape`.
  ///
  /// - Parameters:
  ///   - shape: The lengths of the innermost axes.
  ///   - weight: w, of this shape; 1 where nil.
  ///   - bias: b, of this shape; 0 where nil.
  ///   - epsilon: ε.
  ///   - centers: Whether the mean is taken off; false divides by the root of the mean square.
  /// - Returns: A tensor of the same shape.
  public func layerNorm(
    over shape: Shape, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5,
    centers: Bool = true
  ) -> Tensor {
    precondition(
      shape.rank >= 1 && shape.rank <= rank && shape.count > 0
        && Array(self.shape.dimensions.suffix(shape.rank)) == shape.dimensions,
      "layerNorm: an input of shape \(self.shape) over \(shape)")
    let n = shape.count
    return normalized(
      NormalLayout(
        samples: count / n, channels: n, inner: 1, perSample: 1, width: n, centers: centers),
      weight, bias, affineShape: shape, epsilon: epsilon, name: "layerNorm")
  }

  /// Normalizes groups of neighbouring channels of each sample, `[samples, channels, …]`.
  ///
  ///     h = (x − mean x) / √(var x + ε),   y = h w + b,   w and b one number for each channel
  ///
  /// - Parameters:
  ///   - groups: How many there are.
  ///   - weight: w, one number for each channel; 1 where nil.
  ///   - bias: b, one number for each channel; 0 where nil.
  ///   - epsilon: ε.
  /// - Returns: A tensor of the same shape.
  /// - Precondition: the groups divide the channels.
  public func groupNorm(
    groups: Int, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    precondition(
      rank >= 2 && groups > 0 && shape[1] > 0 && shape[1] % groups == 0,
      "groupNorm: \(groups) groups of an input of shape \(shape)")
    let channels = shape[1]
    return normalized(
      NormalLayout(
        samples: shape[0], channels: channels, inner: shape.count(of: 2..<rank),
        perSample: groups, width: channels / groups, centers: true), weight, bias,
      affineShape: [channels], epsilon: epsilon, name: "groupNorm")
  }

  /// Normalizes each channel over all samples, `[samples, channels, …]`, by the batch's own
  /// statistics.
  ///
  ///     h = (x − mean x) / √(var x + ε),   y = h w + b
  ///
  /// - Parameters:
  ///   - weight: w, one number for each channel; 1 where nil.
  ///   - bias: b, one number for each channel; 0 where nil.
  ///   - epsilon: ε.
  /// - Returns: y, and the mean and the variance (the plain mean of squared deviations) of each
  ///   channel, which are constants to a recording.
  /// - Precondition: there is at least one number for each channel.
  public func batchNorm(
    weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> (y: Tensor, mean: Tensor, variance: Tensor) {
    let layout = channelLayout("batchNorm")
    precondition(
      layout.samples * layout.inner > 0, "batchNorm: no numbers in an input of shape \(shape)")
    let channels: Shape = [layout.channels]
    let mean = Tensor(uninitialized: channels, dtype)
    let variance = Tensor(uninitialized: channels, dtype)
    let reciprocal = Tensor(uninitialized: channels, dtype)
    launch(
      ChannelStatistics(layout: layout, dtype: dtype, epsilon: epsilon), [detached],
      into: [mean, variance, reciprocal])
    let y = normalized(
      layout, weight, bias, affineShape: channels, epsilon: epsilon, name: "batchNorm",
      statistics: (mean, reciprocal, isConstant: false))
    return (y, mean, variance)
  }

  /// Normalizes each channel of `[samples, channels, …]` by given statistics, which are constants.
  ///
  ///     y = (x − m) / √(v + ε) w + b
  ///
  /// - Parameters:
  ///   - mean: m, one number for each channel.
  ///   - variance: v, one number for each channel.
  ///   - weight: w, one number for each channel; 1 where nil.
  ///   - bias: b, one number for each channel; 0 where nil.
  ///   - epsilon: ε.
  /// - Returns: A tensor of the same shape.
  public func batchNorm(
    mean: Tensor, variance: Tensor, weight: Tensor? = nil, bias: Tensor? = nil,
    epsilon: Double = 1e-5
  ) -> Tensor {
    let layout = channelLayout("batchNorm")
    precondition(
      mean.shape == [layout.channels] && variance.shape == [layout.channels]
        && mean.dtype == dtype && variance.dtype == dtype,
      "batchNorm: statistics of shapes \(mean.shape) and \(variance.shape) for an input of shape \(shape)"
    )
    return normalized(
      layout, weight, bias, affineShape: [layout.channels], epsilon: epsilon, name: "batchNorm",
      statistics: (mean.detached, (variance.detached + epsilon).rsqrt(), isConstant: true))
  }

  private func channelLayout(_ name: StaticString) -> NormalLayout {
    guard dtype.isFloatingPoint else { KernelName(name: name).refuse(dtype) }
    precondition(rank >= 2, "\(name): an input of shape \(shape) has no channels")
    return NormalLayout(
      samples: shape[0], channels: shape[1], inner: shape.count(of: 2..<rank), perSample: 0,
      width: 1, centers: true)
  }

  private func normalized(
    _ layout: NormalLayout, _ weight: Tensor?, _ bias: Tensor?, affineShape: Shape,
    epsilon: Double, name: StaticString,
    statistics: (mean: Tensor, reciprocal: Tensor, isConstant: Bool)? = nil
  ) -> Tensor {
    guard dtype.isFloatingPoint else { KernelName(name: name).refuse(dtype) }
    let w = weight ?? .ones(affineShape, dtype: dtype)
    let b = bias ?? .zeros(affineShape, dtype: dtype)
    precondition(
      w.shape == affineShape && b.shape == affineShape && w.dtype == dtype && b.dtype == dtype,
      "\(name): a \(w.dtype) weight of shape \(w.shape) and a \(b.dtype) bias of shape \(b.shape) for a \(dtype) input of shape \(shape)"
    )
    let y = Tensor(uninitialized: shape, dtype)
    let (mean, reciprocal, isConstant) = statistics ?? rowStatistics(layout)
    if statistics == nil {
      launch(
        NormalizeRows(layout: layout, dtype: dtype, epsilon: epsilon),
        [detached, w.detached, b.detached], into: [y, mean, reciprocal])
    } else {
      launch(
        Normalize(layout: layout, dtype: dtype),
        [detached, mean, reciprocal, w.detached, b.detached], into: [y])
    }
    return y.recorded(of: [self, w, b]) { _ in
      Normalization(
        x: self, weight: w, mean: mean, reciprocal: reciprocal, layout: layout,
        isConstant: isConstant, epsilon: epsilon)
    }
  }

  /// Places for the mean and the reciprocal deviation of each group of each sample.
  private func rowStatistics(
    _ layout: NormalLayout
  ) -> (mean: Tensor, reciprocal: Tensor, isConstant: Bool) {
    let rows: Shape = [layout.samples * layout.perSample]
    return (Tensor(uninitialized: rows, dtype), Tensor(uninitialized: rows, dtype), false)
  }
}

// y = h w + b,   h = (x − m) r
// x̄ = r (ȳ w − mean(ȳ w) − h mean(ȳ w h)),   w̄ = Σ ȳ h,   b̄ = Σ ȳ
private struct Normalization: Operation {
  let x: Tensor
  let weight: Tensor
  let mean: Tensor
  let reciprocal: Tensor
  let layout: NormalLayout
  let isConstant: Bool
  let epsilon: Double

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let split = layout.split
    let (g, x) = (ȳ.reshaped(to: split), self.x.reshaped(to: split))
    var statistics = split
    for axis in layout.axes { statistics[axis] = 1 }
    let m: Tensor
    let r: Tensor
    if isConstant {
      m = mean.reshaped(to: statistics)
      r = reciprocal.reshaped(to: statistics)
    } else {
      m =
        layout.centers
        ? x.mean(axes: layout.axes, keepingAxes: true) : .zeros(statistics, dtype: x.dtype)
      r = ((x - m).squared().mean(axes: layout.axes, keepingAxes: true) + epsilon).rsqrt()
    }
    let h = (x - m) * r
    let w = weight.reshaped(to: [1, split[1], split[2], 1])
    if x̄.wants(0) {
      var slope = g * w
      if !isConstant {
        let s = (slope * h).mean(axes: layout.axes, keepingAxes: true)
        if layout.centers { slope = slope - slope.mean(axes: layout.axes, keepingAxes: true) }
        slope = slope - h * s
      }
      x̄.add((r * slope).reshaped(to: self.x.shape), to: 0)
    }
    if x̄.wants(1) { x̄.add((g * h).sum(axes: [0, 3]).reshaped(to: weight.shape), to: 1) }
    if x̄.wants(2) { x̄.add(g.sum(axes: [0, 3]).reshaped(to: weight.shape), to: 2) }
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    let g = ȳ
    let isOfBatch = layout.perSample == 0 && !isConstant
    var sums: (ofProducts: Tensor, plain: Tensor)?
    if x̄.wants(1) || x̄.wants(2) || isOfBatch && x̄.wants(0) { sums = channelSums(g) }
    if x̄.wants(0) { x̄.add(input(g, sums), to: 0) }
    if let sums {
      x̄.add(sums.ofProducts, to: 1)
      x̄.add(sums.plain, to: 2)
    }
  }

  /// Σ ȳ h and Σ ȳ for each channel.
  private func channelSums(_ g: Tensor) -> (ofProducts: Tensor, plain: Tensor) {
    let products = Tensor(uninitialized: weight.shape, x.dtype)
    let plain = Tensor(uninitialized: weight.shape, x.dtype)
    launch(
      ChannelSums(layout: layout, dtype: x.dtype), [g, x, mean, reciprocal],
      into: [products, plain])
    return (products, plain)
  }

  private func input(_ g: Tensor, _ sums: (ofProducts: Tensor, plain: Tensor)?) -> Tensor {
    let result = Tensor(uninitialized: x.shape, x.dtype)
    guard layout.perSample == 0 else {
      let p = Tensor(uninitialized: mean.shape, mean.dtype)
      let s = Tensor(uninitialized: mean.shape, mean.dtype)
      launch(
        NormalizeRowsPullback(layout: layout, dtype: x.dtype), [g, x, mean, reciprocal, weight],
        into: [p, s, result])
      return result
    }
    let (p, s) = projections(sums)
    launch(
      NormalizePullback(layout: layout, dtype: x.dtype), [g, x, mean, reciprocal, weight, p, s],
      into: [result])
    return result
  }

  /// The means of ȳ w and of ȳ w h over each channel; 0 where the statistics are constants.
  private func projections(
    _ sums: (ofProducts: Tensor, plain: Tensor)?
  ) -> (p: Tensor, s: Tensor) {
    guard !isConstant, let sums else {
      let zero = Tensor(zerosLike: mean)
      return (zero, zero)
    }
    let count = Double(layout.samples * layout.inner)
    return (sums.plain * weight / count, sums.ofProducts * weight / count)
  }
}
