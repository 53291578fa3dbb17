/// A colour of the screen: sRGB, eight bits a channel.
public struct Color: Sendable, Equatable {
  /// Red, green and blue in one number: `0xRRGGBB`.
  public let hex: UInt32

  /// Makes the colour `0xRRGGBB`.
  ///
  /// - Parameter hex: Red, green and blue, eight bits each.
  public init(_ hex: UInt32) {
    precondition(hex <= 0xFFFFFF, "Color: \(hex) has more than 24 bits")
    self.hex = hex
  }

  var channels: [Double] { [16, 8, 0].map { Double((hex >> $0) & 0xFF) } }

  /// `#rrggbb`.
  var css: String {
    let digits = String(hex, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.utf8.count) + digits
  }

  /// The colour `fraction` of the way to `other`, channel by channel.
  func mixed(with other: Color, _ fraction: Double) -> Color {
    var result: UInt32 = 0
    for (a, b) in zip(channels, other.channels) {
      result = result << 8 | UInt32((a + (b - a) * fraction).rounded())
    }
    return Color(result)
  }

  /// Relative luminance, 0 for black to 1 for white (WCAG 2, with its
  /// transfer curve taken as a square).
  var luminance: Double {
    zip(channels, [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.0 * $1.0 / 65025 * $1.1 }
  }
}
