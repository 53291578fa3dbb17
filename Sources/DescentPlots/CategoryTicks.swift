extension Axis {
  /// An axis of named places: the first at 0, the next at 1, and so on.
  ///
  /// - Parameters:
  ///   - label: What the names are.
  ///   - names: The names; those that find no room are left out.
  ///   - isDownward: Whether the first name is the highest number, as the rows of
  ///     ``Layer/heatMap(_:columns:texts:label:color:)`` are.
  /// - Returns: The axis.
  public static func categories(
    _ label: String = "", _ names: [String], isDownward: Bool = false
  ) -> Axis {
    precondition(!names.isEmpty, "Axis.categories: no names")
    var axis = Axis(label, range: -0.5...Double(names.count) - 0.5)
    axis.names = isDownward ? names.reversed() : names
    return axis
  }
}

extension Ticks {
  /// A mark for each name, or for every few where there is no room for all.
  ///
  /// - Parameters:
  ///   - names: The names of the places 0, 1, 2, ….
  ///   - length: How long the axis is, in pixels.
  ///   - isAcross: Whether names stand beside each other, and not one above another.
  /// - Returns: The marks.
  static func categories(_ names: [String], length: Double, isAcross: Bool) -> [Tick] {
    let size = FigureLayout.tickSize
    let each = length / Double(names.count)
    let fitted = names.map { name in
      TextRuns.fitted(name, size: size, within: isAcross ? max(40, each - 6) : 110)
    }
    let widest = fitted.map { TextRuns.width($0, size: size) }.max() ?? 0
    let every = max(1, Int(((isAcross ? widest + 6 : size + 3) / each).rounded(.up)))
    return names.indices.map { index in
      Tick(ruler: Double(index), label: index % every == 0 ? fitted[index] : nil)
    }
  }
}
