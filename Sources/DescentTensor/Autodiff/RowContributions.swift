/// What a backward pass adds to some rows of its leaves, instead of to their cotangents.
struct RowContributions {
  /// How many recordings ran when the pass began: another one inside it has other leaves.
  let depth: Int
  /// The leaf, its rows, one that gets nothing or −1, and what is added to each: `[rows, …]`.
  var parts: [(leaf: Int, rows: Tensor, omitted: Int64, values: Tensor)] = []

  /// The gradients of the leaves that have nothing but rows, by leaf; to others the rows are added.
  func gradients(
    _ leaves: ParameterLeaves, _ cotangents: inout [Tensor?]
  ) -> [Int: RowSparse] {
    var result: [Int: RowSparse] = [:]
    for (i, leaf) in leaves.leaves.enumerated() where result[leaf] == nil {
      guard let rows = gradient(of: leaf, leaves.shapes[i]) else { continue }
      if let dense = cotangents[leaf] {
        // Added once, though a tied leaf stands at several positions.
        if leaves.leaves.firstIndex(of: leaf) == i { cotangents[leaf] = dense + rows.dense }
      } else {
        result[leaf] = rows
      }
    }
    return result
  }

  /// Takes out what was added to rows of a leaf of this shape, which is complete.
  mutating func take(_ leaf: Int, _ shape: Shape) -> RowSparse? {
    defer { parts.removeAll { $0.leaf == leaf } }
    return gradient(of: leaf, shape)
  }

  /// The rows of a leaf that have anything; nil if nothing was added to it.
  func gradient(of leaf: Int, _ shape: Shape) -> RowSparse? {
    let own = parts.filter { $0.leaf == leaf }
    if own.isEmpty { return nil }
    var rows: [Int] = []
    var values: [Tensor] = []
    for part in own {
      let all = part.rows.elements(as: Int64.self)
      let kept = all.indices.filter { all[$0] != part.omitted }
      rows += kept.map { Int(all[$0]) }
      let flat = part.values.reshaped(to: Shape([all.count] + shape.dimensions.dropFirst()))
      values.append(kept.count == all.count ? flat : flat.gather(kept))
    }
    return RowSparse(rows: rows, values: .concatenate(values), of: shape)
  }
}

extension Cotangents {
  /// Adds to some rows of argument `i` if it is a leaf of a pass that takes them; false if not.
  func add(rows: Tensor, omitting omitted: Int64, _ values: Tensor, to i: Int) -> Bool {
    guard fused, wants(i), let tape = Tape.current,
      tape.pointee.rowContributions?.depth == tape.pointee.scopes.count,
      let scope = tape.pointee.scopes.last, arguments[i] < scope.first + scope.leafCount
    else { return false }
    tape.pointee.rowContributions?.parts.append(
      (leaf: Int(arguments[i] - scope.first), rows: rows, omitted: omitted, values: values))
    return true
  }
}
