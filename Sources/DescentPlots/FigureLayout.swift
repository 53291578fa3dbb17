/// Gives every panel its place.
///
/// Heights come first, since they need no
/// labels (`FigureRows`); then tick labels on the left, then widths, then ticks
/// below.
struct FigureLayout {
  static let margin = 16.0
  static let titleSize = 16.0
  static let subtitleSize = 12.0
  static let labelSize = 12.0
  static let tickSize = 11.0
  static let columnGap = 26.0

  private(set) var places: [PanelPlace] = []
  private(set) var height: Double

  init(_ figure: Figure, legendsAbove: Set<Int>) {
    let panels = figure.panels
    let columns = max(1, min(figure.columns, panels.count))
    let cellWidth =
      (figure.width - 2 * FigureLayout.margin - FigureLayout.columnGap * Double(columns - 1))
      / Double(columns)
    let rows = FigureRows(
      figure, columns: columns, cellWidth: cellWidth, legendsAbove: legendsAbove)
    height = rows.height
    let limits = FigureLayout.limits(figure, columns: columns)

    // The widest labels of a column set its axes, so that they stand in line.
    let labelWidths = panels.indices.map { index in
      let y = FigureLayout.map(
        panels[index].y, limits[index].y, from: rows.plotHeight(ofPanel: index), to: 0)
      return FigureLayout.widest(FigureLayout.yTicks(y, panels[index].y))
    }
    var plots: [Box] = []
    for (index, panel) in panels.enumerated() {
      let members = panels.indices.filter { $0 % columns == index % columns }
      let hasLabel = members.contains { !panels[$0].y.label.isEmpty }
      let left = (members.map { labelWidths[$0] }.max() ?? 0) + 9 + (hasLabel ? 22 : 0)
      let right = members.map { panels[$0].roomOnTheRight(theme: figure.theme) }.max() ?? 0
      let column = Double(index % columns)
      let plot = Box(
        x: FigureLayout.margin + column * (cellWidth + FigureLayout.columnGap) + left,
        y: rows.top(ofPanel: index), width: max(40, cellWidth - left - right),
        height: rows.plotHeight(ofPanel: index))
      plots.append(
        panel.hasEqualUnits
          ? FigureLayout.equalized(plot, x: limits[index].x, y: limits[index].y) : plot)
    }
    // A panel may have given up height for equal units. Its neighbours do the
    // same, and the rows below move up, unless the figure's height was asked for.
    var saved = 0.0
    for (index, panel) in panels.enumerated() {
      var plot = plots[index]
      let full = rows.plotHeight(ofPanel: index)
      let row = plots.indices.filter { $0 / columns == index / columns }
      let lowest = row.map { plots[$0].height }.min() ?? full
      if !panel.hasEqualUnits { plot.height = min(plot.height, lowest) }
      plot.y += figure.height == nil ? -saved : (full - plot.height) / 2
      let x = FigureLayout.map(panel.x, limits[index].x, from: 0, to: plot.width)
      let y = FigureLayout.map(panel.y, limits[index].y, from: plot.height, to: 0)
      let cellLeft =
        FigureLayout.margin + Double(index % columns) * (cellWidth + FigureLayout.columnGap)
      places.append(
        PanelPlace(
          plot: plot, x: x, y: y, xTicks: FigureLayout.xTicks(x, panel.x),
          yTicks: FigureLayout.yTicks(y, panel.y),
          namesX: figure.namesX(index, columns: columns), legendAbove: rows.legends[index],
          yLabelOffset: plot.x - cellLeft - 10))
      if figure.height == nil, index == row.last {
        saved += full - (row.map { places[$0].plot.height }.max() ?? full)
      }
    }
    height -= saved
  }

  /// The ends of every panel's axes, on their rulers.
  private static func limits(_ figure: Figure, columns: Int) -> [(x: Extent, y: Extent)] {
    zip(figure.panels, extents(figure, columns: columns)).map { panel, extent in
      (
        x: panel.x.limits(for: extent.x, padding: 0.015),
        y: panel.y.limits(for: extent.y, padding: 0.06)
      )
    }
  }

  /// What each panel spans; panels that share an axis span the same.
  private static func extents(_ figure: Figure, columns: Int) -> [(x: Extent, y: Extent)] {
    var extents = figure.panels.map(\.extents)
    guard figure.sharesX else { return extents }
    for index in extents.indices {
      for other in extents.indices
      where other % columns == index % columns
        && figure.panels[other].x.scale == figure.panels[index].x.scale
      {
        extents[index].x.include(extents[other].x)
      }
    }
    return extents
  }

  static func widest(_ ticks: [Tick]) -> Double {
    ticks.compactMap(\.label).map { TextRuns.width($0, size: tickSize) }.max() ?? 0
  }

  private static func map(
    _ axis: Axis, _ limits: Extent, from start: Double, to end: Double
  ) -> AxisMap {
    AxisMap(scale: axis.scale, lower: limits.lower, upper: limits.upper, start: start, end: end)
  }

  private static func yTicks(_ y: AxisMap, _ axis: Axis) -> [Tick] {
    if let names = axis.names {
      return Ticks.categories(names, length: y.start, isAcross: false)
    }
    return Ticks.choose(
      y.scale, lower: y.lower, upper: y.upper, room: y.start / (y.scale == .linear ? 36 : 26))
  }

  /// As many ticks as their own labels leave room for.
  private static func xTicks(_ x: AxisMap, _ axis: Axis) -> [Tick] {
    if let names = axis.names { return Ticks.categories(names, length: x.end, isAcross: true) }
    var room = x.end / 60
    var ticks: [Tick] = []
    for _ in 0..<3 {
      ticks = Ticks.choose(x.scale, lower: x.lower, upper: x.upper, room: room)
      let fitting = x.end / (widest(ticks) + 26)
      if room <= fitting { break }
      room = fitting
    }
    return ticks
  }

  /// The largest box within `plot` whose sides are as the spans are, kept
  /// at the top left, in line with its column.
  private static func equalized(_ plot: Box, x: Extent, y: Extent) -> Box {
    let ratio = (x.upper - x.lower) / (y.upper - y.lower)
    guard ratio > 0.2, ratio < 5 else { return plot }
    var result = plot
    if plot.width / plot.height > ratio {
      result.width = plot.height * ratio
    } else {
      result.height = plot.width / ratio
    }
    return result
  }
}
