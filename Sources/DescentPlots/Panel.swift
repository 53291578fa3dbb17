/// One pair of axes and what is drawn on them.
public struct Panel: Sendable {
  /// Stands above the axes; empty for none.
  public var title: String
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// What is drawn, in this order.
  public var layers: [Layer]
  /// Where the legend goes.
  public var legend: LegendPlacement
  /// The share of the figure's height that its row takes.
  public var weight: Double
  /// Whether one unit is as long upwards as sideways, so that circles are
  /// round and a gradient stands square on its contour.
  public var hasEqualUnits: Bool

  /// Makes a panel.
  ///
  /// - Parameters:
  ///   - title: Stands above the axes.
  ///   - x: The horizontal axis.
  ///   - y: The vertical axis.
  ///   - layers: What is drawn, in this order.
  ///   - legend: Where the legend goes.
  ///   - weight: The share of the figure's height that its row takes.
  ///   - hasEqualUnits: Whether one unit is as long upwards as sideways.
  public init(
    _ title: String = "", x: Axis = Axis(), y: Axis = Axis(), layers: [Layer],
    legend: LegendPlacement = .automatic, weight: Double = 1, hasEqualUnits: Bool = false
  ) {
    precondition(
      weight > 0 && weight.isFinite, "Panel \"\(title)\": the weight \(weight) is not positive")
    self.title = title
    self.x = x
    self.y = y
    self.layers = layers
    self.legend = legend
    self.weight = weight
    self.hasEqualUnits = hasEqualUnits
  }

  /// What the layers span, on the rulers of the axes.
  ///
  /// A contour plot spans its grid, and a trajectory that runs off is cut there.
  var extents: (x: Extent, y: Extent) {
    var extents = (x: Extent(), y: Extent())
    for layer in layers where !hasContour || layer.mark is ContourLayer {
      layer.mark.extend(x: &extents.x, y: &extents.y, scales: (x.scale, y.scale))
    }
    return extents
  }

  /// The room its colour bar or a label's overhang needs beside the axes.
  func roomOnTheRight(theme: Theme) -> Double {
    if let bar = ColorBar(of: self, theme: theme) { return bar.width }
    return legend == .lineEnds ? LineEnds.width(of: self) : 12
  }

  var hasContour: Bool { layers.contains { $0.mark is ContourLayer } }

  /// Whether cells cover the ground, with nothing to read off a grid.
  var hasCells: Bool { layers.contains { $0.mark is HeatMapLayer } }

  /// A sentence for those who do not see the figure.
  var summary: String {
    var text = title.isEmpty ? "A panel" : title
    if !y.label.isEmpty { text += ": \(y.label)" }
    if !x.label.isEmpty { text += " against \(x.label)" }
    if y.scale == .logarithmic { text += ", logarithmic" }
    let names = layers.compactMap(\.mark.summary)
    return text + (names.isEmpty ? "." : ". Shown: " + names.joined(separator: "; ") + ".")
  }
}
