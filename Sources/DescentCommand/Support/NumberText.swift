import DescentLab

/// Numbers as a person reads them.
enum NumberText {
  /// Up to so many significant digits, without trailing zeros.
  static func short(_ value: Double, digits: Int = 4) -> String {
    ReportValue.words(value, digits: digits)
  }

  /// A point: (1, -4.585), shortened in the middle when there are many.
  static func point(_ values: [Double], digits: Int = 4) -> String {
    let texts = values.map { short($0, digits: digits) }
    let shown = texts.count <= 6 ? texts : Array(texts.prefix(4)) + ["…", texts[texts.count - 1]]
    return "(" + shown.joined(separator: ", ") + ")"
  }
}
