/// A place: in data units where callers give it, in pixels inside.
public struct Point: Sendable, Equatable {
  /// Along the horizontal axis.
  public var x: Double
  /// Along the vertical axis.
  public var y: Double

  /// Makes a place.
  ///
  /// - Parameters:
  ///   - x: Along the horizontal axis.
  ///   - y: Along the vertical axis.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// A box in pixels.
struct Box: Sendable, Equatable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  var maxX: Double { x + width }
  var maxY: Double { y + height }

}
