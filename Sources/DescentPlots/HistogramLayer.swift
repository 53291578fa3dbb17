/// How many numbers fall into each of some intervals of equal width.
struct HistogramLayer: Mark {
  let bins: HistogramBins
  let label: String?
  let opacity: Double

  func extend(x: inout Extent, y: inout Extent, scales: (x: Scale, y: Scale)) {
    guard !bins.counts.isEmpty else { return }
    x.include(bins.edge(0), on: scales.x)
    x.include(bins.edge(bins.counts.count), on: scales.x)
    y.include(0, on: scales.y)
    y.include(Double(bins.counts.max() ?? 0), on: scales.y)
    // Bars stand on the axis.
    y.isLowerTight = true
  }

  func draw(on canvas: inout Canvas, style: Style) {
    var path = PathData()
    for (index, count) in bins.counts.enumerated() where count > 0 {
      guard let low = canvas.place(bins.edge(index), 0),
        let high = canvas.place(bins.edge(index + 1), Double(count))
      else { continue }
      // A pixel between two bars, where they are wide enough to spare it.
      let gap = high.x - low.x > 4 ? 0.5 : 0
      let corners = [
        Point(x: low.x + gap, y: low.y), Point(x: low.x + gap, y: high.y),
        Point(x: high.x - gap, y: high.y), Point(x: high.x - gap, y: low.y),
      ]
      path.add(corners, closed: true)
      canvas.occupancy.reserve(
        Box(x: low.x, y: high.y, width: high.x - low.x, height: low.y - high.y), weight: 0.8)
    }
    guard !path.isEmpty else { return }
    canvas.clipped.element(
      "path",
      [
        ("d", path.text), ("fill", style.color.css), ("fill-opacity", SVGWriter.fraction(opacity)),
      ])
  }

  func legendEntries(style: Style) -> [LegendEntry] {
    guard let label else { return [] }
    return [LegendEntry(text: label, key: .area(style.color, opacity))]
  }

  var summary: String? { label }
}

/// Intervals of equal width whose edges are round numbers, and what falls into them.
struct HistogramBins: Sendable, Equatable {
  /// The lowest edge, in widths.
  let first: Double
  let width: Ticks.NiceStep
  let counts: [Int]

  /// The lower edge of the interval of this index.
  func edge(_ index: Int) -> Double { width.times(first + Double(index)) }

  /// Counts finite numbers; a number on an edge belongs to the interval above it.
  ///
  /// The width is about 2 IQR / n^⅓, made 1, 2 or 5 times a power of ten, with at most `limit`
  /// intervals: D. Freedman and P. Diaconis, Z. Wahrscheinlichkeitstheorie verw. Gebiete 57, 453
  /// (1981).
  init(of values: [Double], limit: Int) {
    // Twice of them is still a number, so that no difference overflows.
    let sorted = values.filter(\.isFinite).map { min(8e307, max(-8e307, $0)) }.sorted()
    guard let low = sorted.first, let high = sorted.last else {
      (first, width, counts) = (0, Ticks.NiceStep(factor: 1, exponent: 0), [])
      return
    }
    func quantile(_ share: Double) -> Double { sorted[Int(share * Double(sorted.count - 1))] }
    let size = max(abs(low), abs(high))
    // The cube root, by Newton's method: no library is asked.
    var root = max(1, Double(sorted.count) / 3)
    for _ in 0..<60 { root -= (root - Double(sorted.count) / (root * root)) / 3 }
    let spread = quantile(0.75) - quantile(0.25)
    let span = high - low
    let isPoint = span <= max(size * 1e-9, 1e-280)
    let room = spread > 0 ? min(Double(limit), max(5, 1.5 * span * root / (2 * spread))) : 10
    let step =
      isPoint
      ? Ticks.step(span: max(size / 10, 1e-280), room: 1) : Ticks.step(span: span, room: room)
    let unit = step.times(1)
    let start = (low / unit).rounded(.down)
    var counts = [Int](repeating: 0, count: Int((high / unit).rounded(.down) - start) + 1)
    for value in sorted {
      let index = Int((value / unit).rounded(.down) - start)
      counts[min(counts.count - 1, max(0, index))] += 1
    }
    (first, width, self.counts) = (start, step, counts)
  }
}

extension Layer {
  /// How many numbers fall into each of some intervals of equal width, as bars; those that are not
  /// finite are left out.
  ///
  /// The intervals are as wide as the numbers' spread and count suggest, with round edges. Use a
  /// linear vertical axis.
  ///
  /// - Parameters:
  ///   - values: The numbers.
  ///   - limit: The most intervals.
  ///   - label: Their name in the legend; none when nil.
  ///   - color: Their colour; the next of the palette when nil.
  ///   - opacity: From 0 to 1.
  /// - Returns: The layer.
  public static func histogram(
    _ values: [Double], limit: Int = 60, label: String? = nil, color: SeriesColor? = nil,
    opacity: Double = 0.75
  ) -> Layer {
    precondition(limit >= 1, "Layer.histogram: at most \(limit) intervals")
    let mark = HistogramLayer(
      bins: HistogramBins(of: values, limit: limit), label: label, opacity: opacity)
    return Layer(mark, color: color)
  }
}
