/// Which parameters the leaves of a recording are.
///
/// Positions are those of the model's visiting order; tied positions share a leaf.
final class ParameterLeaves: Sendable {
  let ids: [Parameter.ID]
  let leaves: [Int]
  let shapes: [Shape]
  let dtypes: [DType]

  init(ids: [Parameter.ID], leaves: [Int], shapes: [Shape], dtypes: [DType]) {
    self.ids = ids
    self.leaves = leaves
    self.shapes = shapes
    self.dtypes = dtypes
  }
}

extension Module {
  /// A copy whose parameters are leaves of the innermost recording.
  func watched(
    on tape: UnsafeMutablePointer<Tape>
  ) -> (model: Self, leaves: ParameterLeaves) {
    var copy = self
    var watcher = Watcher(tape: tape)
    copy.visit(&watcher)
    let leaves = ParameterLeaves(
      ids: watcher.ids, leaves: watcher.leaves, shapes: watcher.shapes, dtypes: watcher.dtypes)
    return (copy, leaves)
  }
}

/// Makes every parameter a leaf, tied ones the same leaf.
private struct Watcher: ParameterVisitor {
  let tape: UnsafeMutablePointer<Tape>
  var ids: [Parameter.ID] = []
  var leaves: [Int] = []
  var shapes: [Shape] = []
  var dtypes: [DType] = []
  private var known: [Parameter.ID: (leaf: Int, value: Tensor)] = [:]

  init(tape: UnsafeMutablePointer<Tape>) { self.tape = tape }

  mutating func visit(_ name: String, _ parameter: inout Parameter) {
    ids.append(parameter.id)
    shapes.append(parameter.value.shape)
    dtypes.append(parameter.value.dtype)
    if let tied = known[parameter.id] {
      parameter.value = tied.value
      leaves.append(tied.leaf)
    } else {
      let leaf = known.count
      parameter.value = tape.pointee.watch(parameter.value)
      known[parameter.id] = (leaf, parameter.value)
      leaves.append(leaf)
    }
  }
}
