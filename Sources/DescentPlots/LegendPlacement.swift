/// Where a panel's legend goes.
public enum LegendPlacement: Sendable, Equatable {
  /// Inside, where it covers no data; above the panel when there is no such
  /// place.
  case automatic
  /// Above the panel, under its title.
  case above
  /// Lines are named where they end, to the right of the panel, and need no
  /// legend; what else has a name goes above.
  case lineEnds
  /// Nowhere.
  case none
}
