/// The names of lines, each beside the place where its line ends.
struct LineEnds {
  /// A name, the height it belongs at and the height it gets.
  struct Name: Equatable {
    var text: String
    var color: Color
    var wanted: Double
    var y: Double
  }

  private static let size = 11.5
  private static let spacing = 14.0
  private static let gap = 16.0

  /// The room that the names of a panel need beside it.
  static func width(of panel: Panel) -> Double {
    let names = panel.layers.compactMap { ($0.mark as? LineLayer)?.label }
    return (names.map { TextRuns.width($0, size: size) }.max() ?? 0) + gap + 2
  }

  let names: [Name]

  /// The names of a panel's lines that have a last point to stand beside.
  init(of panel: Panel, place: PanelPlace, theme: Theme) {
    let height = place.plot.height
    var names: [Name] = []
    for (layer, style) in zip(panel.layers, Layer.styles(of: panel.layers, theme: theme)) {
      guard let line = layer.mark as? LineLayer, let label = line.label else { continue }
      let last = zip(line.xs, line.ys).reversed().lazy
        .compactMap { x, y in place.x.contains(x) ? place.y.pixel(y) : nil }.first
      guard let last else { continue }
      let y = min(height, max(0, last))
      // Nearer to the ink of text, which thin letters need to be read.
      let color = style.color.mixed(with: theme.foreground, 0.25)
      names.append(Name(text: label, color: color, wanted: y, y: y))
    }
    self.names = LineEnds.spread(names, height: height)
  }

  /// Moves names apart until none touches another: neighbours that touch form
  /// a block, which stands about the mean of the heights its names want.
  static func spread(_ names: [Name], height: Double) -> [Name] {
    var blocks: [[Name]] = []
    func top(_ block: [Name]) -> Double {
      let mean = block.reduce(0) { $0 + $1.wanted } / Double(block.count)
      let extent = spacing * Double(block.count - 1)
      return max(0, min(height - extent, mean - extent / 2))
    }
    let order = names.indices.sorted { (names[$0].wanted, $0) < (names[$1].wanted, $1) }
    for index in order {
      blocks.append([names[index]])
      while blocks.count > 1 {
        let upper = blocks[blocks.count - 2]
        let lower = blocks[blocks.count - 1]
        guard top(upper) + spacing * Double(upper.count) > top(lower) else { break }
        blocks.removeLast(2)
        blocks.append(upper + lower)
      }
    }
    return blocks.flatMap { block in
      block.enumerated().map { k, name in
        var moved = name
        moved.y = top(block) + spacing * Double(k)
        return moved
      }
    }
  }

  /// Draws the names to the right of a panel, with a thread from each line's
  /// end to its name.
  func draw(_ writer: inout SVGWriter, panelWidth: Double) {
    for name in names {
      var path = PathData()
      path.add([
        Point(x: panelWidth + 1, y: name.wanted),
        Point(x: panelWidth + LineEnds.gap - 4, y: name.y),
      ])
      writer.stroke(path, color: name.color, width: 0.8, opacity: 0.6)
      writer.text(
        name.text, at: Point(x: panelWidth + LineEnds.gap, y: name.y + 0.36 * LineEnds.size),
        size: LineEnds.size, color: name.color)
    }
  }
}
