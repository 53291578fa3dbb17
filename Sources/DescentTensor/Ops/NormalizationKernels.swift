import CDescentKernels

/// How the numbers of `[samples, channels, inner]` share their statistics.
struct NormalLayout {
  let samples, channels, inner: Int
  /// The groups of a sample; 0 where each channel's statistics are of all samples.
  let perSample: Int
  /// The channels of a group.
  let width: Int
  /// Whether the mean is taken off.
  let centers: Bool

  var kernelLayout: dk_normal_layout {
    dk_normal_layout(channels: channels, inner: inner, per_sample: perSample, width: width)
  }
  /// How many samples are worth a thread.
  var sampleGrain: Int { Swift.max(1, Threads.grain / Swift.max(1, channels * inner)) }
  /// How many channels are; a multiple of a vector's length where they lie side by side.
  var channelGrain: Int {
    Swift.max(inner == 1 ? 64 : 1, Threads.grain / Swift.max(1, samples * inner))
  }
  /// The axes over which the statistics of `[samples, groups, width, inner]` are means.
  var axes: [Int] { perSample == 0 ? [0, 2, 3] : [2, 3] }
  var split: Shape { [samples, channels / width, width, inner] }
}

/// Operands: x, w, b; y, mean and reciprocal deviation of each group of each sample.
struct NormalizeRows: Kernel {
  let layout: NormalLayout
  let dtype: DType
  let epsilon: Double

  func run(_ at: Operands) {
    let function = dtype == .float32 ? dk_normalizeRows_f32 : dk_normalizeRows_f64
    nonisolated(unsafe) let at = at
    Threads.split(layout.samples, grain: layout.sampleGrain) { piece in
      function(
        at[0], at[1], at[2], at[3], at[4], at[5], layout.kernelLayout, piece.lowerBound,
        piece.upperBound, layout.centers ? 1 : 0, epsilon)
    }
  }
}

/// Operands: x; mean, variance and reciprocal deviation of each channel.
struct ChannelStatistics: Kernel {
  let layout: NormalLayout
  let dtype: DType
  let epsilon: Double

  func run(_ at: Operands) {
    let function = dtype == .float32 ? dk_channelStatistics_f32 : dk_channelStatistics_f64
    nonisolated(unsafe) let (x, m, v, r) = (at[0], at[1], at[2], at[3])
    Threads.split(layout.channels, grain: layout.channelGrain) { piece in
      function(
        x, m, v, r, layout.samples, layout.channels, layout.inner, piece.lowerBound,
        piece.upperBound, epsilon)
    }
  }
}

/// Operands: x, mean, reciprocal deviation, w, b; y.
struct Normalize: Kernel {
  let layout: NormalLayout
  let dtype: DType

  func run(_ at: Operands) {
    let function = dtype == .float32 ? dk_normalize_f32 : dk_normalize_f64
    nonisolated(unsafe) let at = at
    Threads.split(layout.samples, grain: layout.sampleGrain) { piece in
      function(
        at[0], at[1], at[2], at[3], at[4], at[5], layout.kernelLayout, piece.lowerBound,
        piece.upperBound)
    }
  }
}

/// Operands: ȳ, x, mean, reciprocal deviation, w; the means of ȳ w and of ȳ w h of each group of each
/// sample, and x̄.
struct NormalizeRowsPullback: Kernel {
  let layout: NormalLayout
  let dtype: DType

  func run(_ at: Operands) {
    let function = dtype == .float32 ? dk_normalizeRowsPullback_f32 : dk_normalizeRowsPullback_f64
    nonisolated(unsafe) let at = at
    Threads.split(layout.samples, grain: layout.sampleGrain) { piece in
      function(
        at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7], layout.kernelLayout,
        piece.lowerBound, piece.upperBound, layout.centers ? 1 : 0)
    }
  }
}

/// Operands: ȳ, x, mean, reciprocal deviation; Σ ȳ h and Σ ȳ of each channel.
struct ChannelSums: Kernel {
  let layout: NormalLayout
  let dtype: DType

  func run(_ at: Operands) {
    let function = dtype == .float32 ? dk_channelSums_f32 : dk_channelSums_f64
    nonisolated(unsafe) let at = at
    Threads.split(layout.channels, grain: layout.channelGrain) { piece in
      function(
        at[0], at[1], at[2], at[3], at[4], at[5], layout.samples, layout.kernelLayout,
        piece.lowerBound, piece.upperBound)
    }
  }
}

/// Operands: ȳ, x, mean, reciprocal deviation, w, the means of ȳ w and of ȳ w h; x̄.
struct NormalizePullback: Kernel {
  let layout: NormalLayout
  let dtype: DType

  func run(_ at: Operands) {
    let function = dtype == .float32 ? dk_normalizePullback_f32 : dk_normalizePullback_f64
    nonisolated(unsafe) let at = at
    Threads.split(layout.samples, grain: layout.sampleGrain) { piece in
      function(
        at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7], layout.kernelLayout,
        piece.lowerBound, piece.upperBound)
    }
  }
}
