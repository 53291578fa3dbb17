/// Writes SVG elements.
///
/// No ids and no style sheets: several figures can stand in one HTML page
/// without their names colliding. The same calls give the same bytes.
struct SVGWriter {
  private(set) var text = ""
  private var depth = 0

  /// Opens an element that `close` ends.
  mutating func open(_ name: String, _ attributes: [(String, String)] = []) {
    start(name, attributes)
    text += ">\n"
    depth += 1
  }

  /// Ends the element opened last.
  mutating func close(_ name: String) {
    depth -= 1
    indent()
    text += "</\(name)>\n"
  }

  /// An element without content.
  mutating func element(_ name: String, _ attributes: [(String, String)]) {
    start(name, attributes)
    text += "/>\n"
  }

  /// An element that holds text; `content` is escaped here.
  mutating func element(_ name: String, _ attributes: [(String, String)] = [], content: String) {
    element(name, attributes, markup: SVGWriter.escaped(content))
  }

  /// An element that holds markup made before.
  mutating func element(_ name: String, _ attributes: [(String, String)], markup: String) {
    start(name, attributes)
    text += ">\(markup)</\(name)>\n"
  }

  /// Puts in all that another writer has written.
  mutating func append(_ other: SVGWriter) { text += other.text }

  private mutating func start(_ name: String, _ attributes: [(String, String)]) {
    indent()
    text += "<\(name)"
    for (key, value) in attributes { text += " \(key)=\"\(SVGWriter.escaped(value))\"" }
  }

  private mutating func indent() { text += String(repeating: " ", count: depth) }

  /// `value` to a tenth of a pixel, without needless characters: `12`, `-0.5`.
  static func number(_ value: Double) -> String {
    let tenths = Int(min(1e9, max(-1e9, value.isNaN ? 0 : value * 10)).rounded())
    let whole = tenths.magnitude / 10
    let rest = tenths.magnitude % 10
    return (tenths < 0 ? "-" : "") + "\(whole)" + (rest == 0 ? "" : ".\(rest)")
  }

  /// `value` to a hundredth, for opacities.
  static func fraction(_ value: Double) -> String {
    let hundredths = Int((min(1, max(0, value)) * 100).rounded())
    return hundredths == 100 ? "1" : "0.\(hundredths / 10)\(hundredths % 10)"
  }

  /// `text` with XML's five special characters as entities; what XML 1.0 does
  /// not allow at all is left out.
  static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&apos;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      default:
        let allowed = scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
        if allowed { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }
}
