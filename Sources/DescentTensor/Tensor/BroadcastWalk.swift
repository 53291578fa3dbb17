/// Walks two broadcast operands in runs along the innermost axes that they share.
struct BroadcastWalk {
  /// The length of a run, and how far each operand advances per element: 0 or 1.
  private(set) var run = 1
  private(set) var strideA = 0
  private(set) var strideB = 0
  private var outer: [(length: Int, a: Int, b: Int)] = []

  init(_ shape: Shape, _ a: Shape, _ b: Shape) {
    let stridesA = BroadcastWalk.strides(of: a, in: shape)
    let stridesB = BroadcastWalk.strides(of: b, in: shape)
    var axes: [(length: Int, a: Int, b: Int)] = []
    for axis in 0..<shape.rank where shape[axis] != 1 {
      let next = (length: shape[axis], a: stridesA[axis], b: stridesB[axis])
      // Neighbouring axes along which both operands are dense, or both still, are one.
      if let last = axes.last, last.a == next.a * next.length, last.b == next.b * next.length {
        axes[axes.count - 1] = (last.length * next.length, next.a, next.b)
      } else {
        axes.append(next)
      }
    }
    if let inner = axes.popLast() { (run, strideA, strideB) = inner }
    outer = axes
  }

  /// Strides in elements of a dense tensor seen in a larger shape: 0 along stretched axes.
  static func strides(of shape: Shape, in larger: Shape) -> [Int] {
    var result = [Int](repeating: 0, count: larger.rank)
    let strides = shape.strides
    let shift = larger.rank - shape.rank
    for axis in 0..<shape.rank where shape[axis] != 1 { result[axis + shift] = strides[axis] }
    return result
  }

  /// Calls `body` with where each run starts in both operands and in the result.
  func forEachRun(_ body: (Int, Int, Int) -> Void) {
    var index = [Int](repeating: 0, count: outer.count)
    var (a, b, y) = (0, 0, 0)
    while true {
      body(a, b, y)
      y += run
      var axis = outer.count - 1
      while axis >= 0 {
        index[axis] += 1
        a += outer[axis].a
        b += outer[axis].b
        if index[axis] < outer[axis].length { break }
        a -= outer[axis].a * outer[axis].length
        b -= outer[axis].b * outer[axis].length
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
