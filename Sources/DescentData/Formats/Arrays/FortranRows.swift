import DescentTensor

/// Rows of an array whose first axis runs fastest in the file: each of them is scattered over it.
extension ArrayFile {
  /// Reads of each column what belongs to the rows: one system call a column, or piece after piece
  /// where all rows are wanted.
  func fortranRows(_ range: Range<Int>) throws(DataError) -> Tensor {
    var result = Tensor.zeros(shape(of: range.count), dtype: dtype)
    guard result.count > 0 else { return result }
    var scatter = Scatter(
      into: result.uniqueMemory(), rows: range.count, axes: Array(layout.shape.dropFirst()),
      layout.element)
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { room.deallocate() }
    // What lies side by side in the file.
    let isWhole = range.count == rowCount
    let run = isWhole ? result.count : range.count
    for column in 0..<(result.count / run) {
      var done = 0
      while done < run {
        let count = min(run - done, room.count / layout.element.size)
        let piece = UnsafeMutableRawBufferPointer(
          rebasing: room[..<(count * layout.element.size)])
        let first = column * rowCount + range.lowerBound + done
        try fill(piece, at: first * layout.element.size)
        if let misfit = scatter.put(UnsafeRawBufferPointer(piece)) { throw refuse(misfit) }
        done += count
      }
    }
    return result
  }

  /// The whole array from all of its bytes.
  func scattered(_ bytes: [UInt8]) throws(DataError) -> Tensor {
    var result = Tensor.zeros(shape, dtype: dtype)
    guard result.count > 0 else { return result }
    var scatter = Scatter(
      into: result.uniqueMemory(), rows: rowCount, axes: Array(layout.shape.dropFirst()),
      layout.element)
    if let misfit = bytes.withUnsafeBytes({ scatter.put($0) }) { throw refuse(misfit) }
    return result
  }
}

/// Takes elements in the order of their columns and puts them where rows have them.
private struct Scatter {
  private let target: UnsafeMutableRawPointer
  private let rows: Int
  private let axes: [Int]
  private let element: StoredElement
  private var row = 0
  /// Where the column stands in a row, and its index along each axis.
  private var place = 0
  private var index: [Int]
  private let strides: [Int]

  init(into target: UnsafeMutableRawPointer, rows: Int, axes: [Int], _ element: StoredElement) {
    self.target = target
    self.rows = rows
    self.axes = axes
    self.element = element
    index = axes.map { _ in 0 }
    strides = axes.indices.map { axes[($0 + 1)...].reduce(1, *) }
  }

  /// Goes on with these elements; returns the first that no tensor holds.
  mutating func put(_ source: UnsafeRawBufferPointer) -> UInt64? {
    let size = element.dtype.size
    let converted = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, source.count / element.size * size), alignment: 16)
    defer { converted.deallocate() }
    if let misfit = element.convert(source, into: converted) { return misfit }
    let count = source.count / element.size
    switch size {
    case 1: put(converted, count, as: UInt8.self)
    case 4: put(converted, count, as: UInt32.self)
    default: put(converted, count, as: UInt64.self)
    }
    return nil
  }

  private mutating func put<Bits: BitwiseCopyable>(
    _ source: UnsafeMutableRawPointer, _ count: Int, as type: Bits.Type
  ) {
    let source = source.assumingMemoryBound(to: type)
    let target = target.assumingMemoryBound(to: type)
    let width = axes.reduce(1, *)
    for i in 0..<count {
      target[row * width + place] = source[i]
      row += 1
      if row == rows {
        row = 0
        nextColumn()
      }
    }
  }

  private mutating func nextColumn() {
    for axis in axes.indices {
      index[axis] += 1
      place += strides[axis]
      if index[axis] < axes[axis] { return }
      place -= index[axis] * strides[axis]
      index[axis] = 0
    }
  }
}
