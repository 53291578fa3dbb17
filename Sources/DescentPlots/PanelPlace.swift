/// Where one panel stands and what its axes show.
struct PanelPlace {
  /// The inside of the axes, in the figure's pixels.
  var plot: Box
  var x: AxisMap
  var y: AxisMap
  var xTicks: [Tick]
  var yTicks: [Tick]
  /// Whether the horizontal axis is named here, or by a panel further down.
  var namesX: Bool
  /// The size of the legend above the panel, or nil if it is not there.
  var legendAbove: (width: Double, height: Double)?
  /// How far left of the axes the vertical axis' label stands.
  var yLabelOffset: Double
}
