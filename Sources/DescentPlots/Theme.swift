/// The ground a figure is drawn on and the inks that go with it.
public struct Theme: Sendable {
  /// The ground, drawn behind everything.
  public var background: Color
  /// Titles and labels.
  public var foreground: Color
  /// Tick labels, axis lines and notes.
  public var muted: Color
  /// Grid lines.
  public var grid: Color
  /// The colours of series, in the order they are given out.
  public var series: [Color]
  /// The typefaces, as in CSS.
  public var fontFamily: String

  private static let systemSans =
    "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"

  /// Dark ink on white, for screens and print.
  public static let light = Theme(
    background: Color(0xFFFFFF), foreground: Color(0x1A1D21), muted: Color(0x555B63),
    grid: Color(0xE6E8EB), series: Palette.onLight, fontFamily: systemSans)

  /// Light ink on near-black.
  public static let dark = Theme(
    background: Color(0x14171B), foreground: Color(0xECEEF0), muted: Color(0xA3AAB3),
    grid: Color(0x2A2F36), series: Palette.onDark, fontFamily: systemSans)

  func color(_ color: SeriesColor) -> Color {
    switch color {
    case .series(let index):
      series[((index % series.count) + series.count) % series.count]
    case .foreground: foreground
    case .muted: muted
    case .custom(let own): own
    }
  }

}
