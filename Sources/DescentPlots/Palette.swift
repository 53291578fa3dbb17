/// The colours of series.
///
/// M. Okabe and K. Ito, "Color Universal Design: how to make figures and
/// presentations that are friendly to colorblind people" (2002). Its eight
/// colours stay apart under protanopia, deuteranopia and tritanopia. The order
/// is ours: neighbours also differ in lightness, and yellow, which is lost on
/// white, comes only on a dark ground.
enum Palette {
  static let orange = Color(0xE69F00)
  static let skyBlue = Color(0x56B4E9)
  static let green = Color(0x009E73)
  static let yellow = Color(0xF0E442)
  static let blue = Color(0x0072B2)
  static let vermillion = Color(0xD55E00)
  static let purple = Color(0xCC79A7)

  static let onLight = [blue, vermillion, green, purple, orange, skyBlue, Color(0x3A3A3A)]
  static let onDark = [skyBlue, orange, green, yellow, purple, vermillion, Color(0xD8D8D8)]
}
