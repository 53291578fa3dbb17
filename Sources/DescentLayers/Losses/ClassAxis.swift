import DescentTensor

/// The shapes of a loss over classes: `[classes]`, `[n, classes]` or `[n, classes, …]`.
struct ClassAxis {
  /// The scores, `[rows, classes]`.
  let rows: Tensor
  /// The shape of a number for each row.
  let shape: Shape

  init(_ scores: Tensor, _ name: StaticString) {
    precondition(scores.rank >= 1, "\(name): an input of shape \(scores.shape) has no classes")
    let classes = scores.rank == 1 ? 0 : 1
    var shape = Shape()
    for axis in 0..<scores.rank where axis != classes { shape.append(scores.shape[axis]) }
    self.shape = shape
    let n = scores.shape[classes]
    precondition(n > 0, "\(name): an input of shape \(scores.shape) has no classes")
    let innermost =
      scores.rank <= 2 ? scores : scores.permuted([0] + Array(2..<scores.rank) + [1])
    rows = innermost.reshaped(to: [shape.count, n] as Shape)
  }
}
