/// Colours for numbers from 0 to 1 whose lightness rises evenly, so that equal
/// steps look equal, also to colour-blind eyes and in grey print.
public struct ColorMap: Sendable {
  let stops: [Color]

  /// Makes a map through evenly spaced colours.
  ///
  /// - Parameter stops: At least two colours, from 0 to 1.
  public init(_ stops: [Color]) {
    precondition(stops.count >= 2, "ColorMap: \(stops.count) colours given, at least 2 needed")
    self.stops = stops
  }

  /// Viridis, from dark violet to yellow.
  ///
  /// By S. van der Walt and N. Smith (2015), who dedicated it to the public
  /// domain; here at seventeen places, straight lines between.
  public static let viridis = ColorMap(
    [
      0x440154, 0x48186A, 0x472D7B, 0x424086, 0x3B528B, 0x33638D, 0x2C728E, 0x26828E, 0x21918C,
      0x1FA088, 0x28AE80, 0x3FBC73, 0x5EC962, 0x84D44B, 0xADDC30, 0xD8E219, 0xFDE725,
    ].map { Color($0) })

  /// Cividis, from navy to yellow: nearly the same to eyes with and without
  /// red-green blindness.
  ///
  /// By J. Nuñez, C. Anderton and R. Renslow, PLoS ONE 13, e0199239 (2018);
  /// here at seventeen places, straight lines between.
  public static let cividis = ColorMap(
    [
      0x00224E, 0x002E6A, 0x1A386F, 0x32436D, 0x434E6C, 0x535A6D, 0x61656F, 0x6F7073, 0x7D7C78,
      0x8C8878, 0x9B9476, 0xABA072, 0xBCAE6C, 0xCDBB63, 0xDEC958, 0xF0D846, 0xFEE838,
    ].map { Color($0) })

  /// The colour at `fraction`; the ends' colours outside 0 … 1.
  func color(_ fraction: Double) -> Color {
    let place = min(1, max(0, fraction.isNaN ? 0 : fraction)) * Double(stops.count - 1)
    let index = min(stops.count - 2, Int(place))
    return stops[index].mixed(with: stops[index + 1], place - Double(index))
  }
}
