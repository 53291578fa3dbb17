import CDescentKernels

extension Tensor {
  /// The rows of a table that these numbers name.
  ///
  ///     y[…] = table[rows[…]],   w̄ = ȳ added up where it came from, but for a row that is left out
  ///
  /// - Parameters:
  ///   - rows: `int32`, `int64` or `uint8`, of any shape, from 0.
  ///   - omitted: A row that gets no gradient.
  ///   - isSparse: Whether the gradient of a model's table is a ``RowSparse`` one.
  /// - Returns: The rows, in the shape of the numbers with the table's further axes after it.
  /// - Precondition: this has at least one axis, and every row exists.
  package func lookup(
    _ rows: Tensor, omitted: Int? = nil, isSparse: Bool = false
  ) -> Tensor {
    precondition(rank >= 1 && dtype.isFloatingPoint, "lookup: a \(dtype) table of shape \(shape)")
    precondition(
      rows.dtype == .int32 || rows.dtype == .int64 || rows.dtype == .uint8,
      "lookup: rows are whole numbers, not \(rows.dtype)")
    let layout = LookupLayout(
      count: rows.count, height: shape[0], width: shape.count(of: 1..<rank), dtype: dtype,
      omitted: Int64(omitted ?? -1), isSparse: isSparse)
    return looked(up: rows.detached.converted(to: .int64), layout)
  }

  fileprivate func looked(up rows: Tensor, _ layout: LookupLayout) -> Tensor {
    var result = rows.shape
    for axis in 1..<Swift.max(1, rank) { result.append(shape[axis]) }
    let y = Tensor(uninitialized: result, dtype)
    launch(TakeRows(layout: layout), detached, rows, into: y)
    return y.recorded(of: self) { _ in Lookup(rows: rows, layout: layout, table: shape) }
  }
}

/// How many rows are taken, and how long they are.
private struct LookupLayout {
  let count: Int
  let height: Int
  let width: Int
  let dtype: DType
  /// The row without a gradient, or −1.
  let omitted: Int64
  let isSparse: Bool

  func checked(_ memory: UnsafeMutableRawPointer) -> UnsafePointer<Int64> {
    let rows = UnsafePointer(memory.assumingMemoryBound(to: Int64.self))
    let foreign = dk_firstForeignClass(rows, count, height, 0)
    precondition(
      foreign == count,
      "lookup: row \(foreign == count ? 0 : rows[foreign]) of a table of \(height) rows")
    return rows
  }
}

/// Operands: table, rows; the rows' contents.
private struct TakeRows: Kernel {
  let layout: LookupLayout

  func run(_ at: Operands) {
    dk_lookup(at[0], layout.checked(at[1]), at[2], layout.count, layout.width * layout.dtype.size)
  }
}

/// Operands: cotangent of the rows' contents, rows; the cotangent of the table.
private struct AddRows: Kernel {
  let layout: LookupLayout

  func run(_ at: Operands) {
    let bytes = layout.height * layout.width * layout.dtype.size
    at[2].initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    let function = layout.dtype == .float32 ? dk_lookupPullback_f32 : dk_lookupPullback_f64
    function(at[0], layout.checked(at[1]), at[2], layout.count, layout.width, layout.omitted)
  }
}

// y = table[rows],   w̄ = ȳ added up where it came from
private struct Lookup: Operation {
  let rows: Tensor
  let layout: LookupLayout
  let table: Shape

  func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
    let w = Tensor(uninitialized: table, ȳ.dtype)
    launch(AddRows(layout: layout), ȳ.detached, rows, into: w)
    x̄.add(w.recorded(of: ȳ) { _ in Spread(lookup: self) }, to: 0)
  }

  func fusedPullback(_ ȳ: consuming Tensor, to x̄: Cotangents) {
    let ȳ = ȳ
    if layout.isSparse, x̄.add(rows: rows, omitting: layout.omitted, ȳ, to: 0) { return }
    pullback(ȳ, to: x̄)
  }

  // The linear map of the pullback: its own takes the rows again, 0 for the one that is left out.
  struct Spread: Operation {
    let lookup: Lookup

    func pullback(_ ȳ: Tensor, to x̄: Cotangents) {
      var y = ȳ.looked(up: lookup.rows, lookup.layout)
      if lookup.layout.omitted >= 0 {
        let flags = lookup.rows.elements(as: Int64.self).map {
          $0 == lookup.layout.omitted ? 0.0 : 1
        }
        var shape = lookup.rows.shape
        while shape.rank < y.rank { shape.append(1) }
        y = y * Tensor(flags, shape: shape, dtype: y.dtype)
      }
      x̄.add(y, to: 0)
    }
  }
}
