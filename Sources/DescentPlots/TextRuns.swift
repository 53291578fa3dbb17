/// Text of a figure: how wide it is and how it is written.
enum TextRuns {
  /// What Unicode's superscripts stand for.
  ///
  /// Fonts draw these
  /// characters in uneven sizes or not at all, so they are set as raised or
  /// lowered ordinary ones.
  private static let raised: [Character: Character] = [
    "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8",
    "⁹": "9", "⁻": "\u{2212}", "⁺": "+", "ⁿ": "n", "ᵗ": "t",
  ]
  private static let lowered: [Character: Character] = [
    "₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "₅": "5", "₆": "6", "₇": "7", "₈": "8",
    "₉": "9", "₋": "\u{2212}", "₊": "+", "ₜ": "t", "ₖ": "k", "ₙ": "n", "ᵢ": "i", "ⱼ": "j",
  ]

  struct Run: Equatable {
    var text: String
    /// 1 raised, 0 on the line, −1 lowered.
    var level: Int
  }

  /// `text` cut where the level changes.
  static func runs(_ text: String) -> [Run] {
    var runs: [Run] = []
    for character in text {
      let (plain, level) =
        raised[character].map { ($0, 1) } ?? lowered[character].map { ($0, -1) } ?? (character, 0)
      if runs.last?.level == level {
        runs[runs.count - 1].text.append(plain)
      } else {
        runs.append(Run(text: String(plain), level: level))
      }
    }
    return runs
  }

  /// `text` as the content of a `<text>` element of this size.
  static func markup(_ text: String, size: Double) -> String {
    var result = ""
    var height = 0.0
    for run in runs(text) {
      let target = run.level > 0 ? 0.36 * size : run.level < 0 ? -0.2 * size : 0
      let body = SVGWriter.escaped(run.text)
      if run.level == 0, height == 0 {
        result += body
        continue
      }
      result += "<tspan dy=\"\(SVGWriter.number(height - target))\""
      if run.level != 0 { result += " font-size=\"\(SVGWriter.number(0.72 * size))\"" }
      result += ">\(body)</tspan>"
      height = target
    }
    return result
  }

  /// A width, in pixels, that `text` of this size hardly exceeds in any of the
  /// usual sans faces.
  static func width(_ text: String, size: Double, bold: Bool = false) -> Double {
    let ems = runs(text).reduce(0.0) { sum, run in
      let scale = run.level == 0 ? 1 : 0.72
      return sum + scale * run.text.unicodeScalars.reduce(0) { $0 + advance($1) }
    }
    return ems * size * (bold ? 1.1 : 1)
  }

  /// `text`, or as much of its beginning as fits, with an ellipsis.
  static func fitted(
    _ text: String, size: Double, bold: Bool = false, within width: Double
  ) -> String {
    guard self.width(text, size: size, bold: bold) > width else { return text }
    var kept = Substring(text)
    while !kept.isEmpty, self.width(kept + "…", size: size, bold: bold) > width {
      kept.removeLast()
    }
    while kept.last == " " || kept.last == "," { kept.removeLast() }
    return kept + "…"
  }

  /// The advance of one character in ems, as wide as the widest common face
  /// has it.
  private static func advance(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "'", "|": 0.3
    case " ", ".", ",", ":", ";", "!", "I": 0.33
    case "f", "t", "r", "(", ")", "[", "]", "/", "-": 0.4
    case "m", "w", "M", "W", "%", "@", "—": 0.93
    case "\u{2212}", "+", "=", "<", ">", "×", "≈", "≤", "≥", "~": 0.8
    case "s", "c", "z", "J", "k", "v", "x", "y": 0.56
    case "0"..."9": 0.63
    case "A"..."Z": 0.72
    case "a"..."z": 0.63
    case "\u{300}"..."\u{36F}": 0
    case "\u{1100}"...: scalar.value < 0x2000 ? 0.65 : scalar.value < 0x2E80 ? 0.75 : 1.05
    default: 0.66
    }
  }
}
