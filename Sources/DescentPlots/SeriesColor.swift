/// Which colour a series is drawn in.
public enum SeriesColor: Sendable, Equatable {
  /// The palette's colour of this index, counted from 0 and wrapping round:
  /// give two series of one thing the same index in every panel.
  case series(Int)
  /// The colour of text.
  case foreground
  /// The colour of secondary text.
  case muted
  /// A colour of one's own, the same in every theme.
  case custom(Color)
}
