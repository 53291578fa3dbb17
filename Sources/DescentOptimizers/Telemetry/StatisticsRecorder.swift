import CDescentKernels

/// Where an update puts down what it measures.
struct StatisticsRecorder: @unchecked Sendable {
  /// The number of elements that are measured together.
  static let piece = Int(DK_MEASURED)
  /// What stands for the count of a piece that nothing was put down for.
  static let untouched = UInt32.max

  private let pieces: UnsafeMutablePointer<dk_statistics>
  private let first: UnsafePointer<Int>

  init(pieces: UnsafeMutablePointer<dk_statistics>, first: UnsafePointer<Int>) {
    self.pieces = pieces
    self.first = first
  }

  /// The pieces of the parameter at a position.
  subscript(position: Int) -> UnsafeMutablePointer<dk_statistics> { pieces + first[position] }
}

extension UpdateStatistics {
  /// What pieces add up to, in their order; nil if nothing was put down.
  init?(_ pieces: UnsafePointer<dk_statistics>, _ pieceCount: Int, count: Int) {
    guard pieces.pointee.count != StatisticsRecorder.untouched else { return nil }
    var sum = dk_statistics_sum()
    dk_sum_statistics(pieces, pieceCount, &sum)
    self.count = count
    updateNorm = sum.update.squareRoot()
    parameterNorm = sum.weights.squareRoot()
    gradientNorm = sum.gradient.squareRoot()
    secondMoment = sum.looked == 0 ? nil : SecondMomentStatistics(sum)
  }
}

extension SecondMomentStatistics {
  fileprivate init(_ sum: dk_statistics_sum) {
    let looked = Double(sum.looked)
    count = Int(sum.looked)
    gradientRatio = (sum.ratio / looked).squareRoot()
    belowEpsilon = sum.hasEpsilon == 0 ? nil : Double(sum.below) / looked
    leastRoot = sum.least
    greatestRoot = sum.greatest
    let counts = withUnsafeBytes(of: sum.histogram) {
      $0.bindMemory(to: UInt64.self).map { Int($0) }
    }
    let first = counts.firstIndex { $0 > 0 } ?? 0
    let end = (counts.lastIndex { $0 > 0 } ?? 0) + 1
    histogram = Array(counts[first..<max(end, first)])
    histogramStart = first + Int(DK_FIRST_EXPONENT)
  }
}
