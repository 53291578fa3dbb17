extension Tensor: CustomStringConvertible {
  /// The elements in nested brackets, and then the element type and the shape.
  ///
  /// The middle of long axes is left out; long rows go on in the next line.
  ///
  ///     [[ 1.0000, -2.5000],
  ///      [ 0.3333, 12.0000]]  float32 [2, 2]
  public var description: String {
    let text = formattedElements()
    let width = text.values.map(\.count).max() ?? 0
    func padded(_ text: String) -> String {
      String(repeating: " ", count: width - text.count) + text
    }

    func write(_ axis: Int, _ start: Int, _ indent: String) -> String {
      if axis == rank { return padded(text[start] ?? "?") }
      let stride = shape.count(of: axis + 1..<rank)
      var parts: [String] = []
      for i in shown(shape[axis]) {
        if let i {
          parts.append(write(axis + 1, start + i * stride, indent + " "))
        } else {
          parts.append("…")
        }
      }
      // Rows stand under one another, matrices with an empty line between.
      let gap = rank - axis - 1
      if gap == 0 { return "[" + wrapped(parts, width, indent + " ") + "]" }
      let separator = "," + String(repeating: "\n", count: gap) + indent + " "
      return "[" + parts.joined(separator: separator) + "]"
    }
    return write(0, 0, "") + "  \(dtype)" + (rank > 0 ? " \(shape)" : "")
  }

  /// The numbers of a row, in lines of at most 80 characters, as many numbers in each.
  private func wrapped(_ parts: [String], _ width: Int, _ indent: String) -> String {
    let inLine = Swift.max(1, (80 - indent.count) / (width + 2))
    if parts.count <= inLine { return parts.joined(separator: ", ") }
    return stride(from: 0, to: parts.count, by: inLine).map { start in
      parts[start..<Swift.min(parts.count, start + inLine)].joined(separator: ", ")
    }.joined(separator: ",\n" + indent)
  }

  /// Which positions of an axis are printed; nil for those left out.
  private func shown(_ length: Int) -> [Int?] {
    guard count > 1000, length > 6 else { return (0..<length).map { $0 } }
    return [0, 1, 2, nil, length - 3, length - 2, length - 1]
  }

  /// The text of every element that is printed, by its position.
  private func formattedElements() -> [Int: String] {
    var positions = [0]
    for axis in 0..<rank {
      let stride = shape.count(of: axis + 1..<rank)
      positions = positions.flatMap { start in
        shown(shape[axis]).compactMap { $0 }.map { start + $0 * stride }
      }
    }
    if count == 0 { positions = [] }
    let values = positions.map { element(at: $0) }
    let format: (Double) -> String
    switch dtype {
    case .bool: format = { $0 != 0 ? "true" : "false" }
    case .int32, .int64, .uint8:
      // Not every whole number of 64 bits is a Double.
      return Dictionary(
        uniqueKeysWithValues: positions.map { ($0, String(wholeElement(at: $0))) })
    default: format = NumberFormat(values).callAsFunction
    }
    return Dictionary(uniqueKeysWithValues: zip(positions, values.map(format)))
  }
}

/// How the numbers of one tensor are written: all with the same digits, so that they line up.
private struct NumberFormat {
  private let scientific: Bool
  private let decimals: Int

  init(_ values: [Double]) {
    let sizes = values.filter { $0.isFinite && $0 != 0 }.map { Swift.abs($0) }
    let (least, greatest) = (sizes.min() ?? 1, sizes.max() ?? 1)
    scientific = greatest >= 1e6 || greatest / least >= 1e6 || greatest < 1e-4
    let whole = values.allSatisfy { !$0.isFinite || $0 == $0.rounded() }
    // Four digits of the greatest number, at least.
    let small = greatest >= 0.1 ? 0 : greatest >= 1e-2 ? 1 : greatest >= 1e-3 ? 2 : 3
    decimals = whole && !scientific ? 0 : scientific ? 4 : 4 + small
  }

  func callAsFunction(_ x: Double) -> String {
    if x.isNaN { return "nan" }
    if x.isInfinite { return x < 0 ? "-inf" : "inf" }
    if !scientific { return decimals == 0 ? fixed(x, 0) + "." : fixed(x, decimals) }
    if x == 0 { return "0.0000e+00" }
    // The exponent is found by comparison with powers of ten, and put right if rounding moves it.
    var exponent = 0
    var mantissa = Swift.abs(x)
    while mantissa >= 10 {
      mantissa /= 10
      exponent += 1
    }
    while mantissa < 1 {
      mantissa *= 10
      exponent -= 1
    }
    if fixed(mantissa, 4).hasPrefix("10.") {
      mantissa = 1
      exponent += 1
    }
    let size = Swift.abs(exponent)
    return (x < 0 ? "-" : "") + fixed(mantissa, 4) + "e" + (exponent < 0 ? "-" : "+")
      + (size < 10 ? "0" : "") + String(size)
  }

  private func fixed(_ x: Double, _ decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = Int((Swift.abs(x) * scale).rounded(.toNearestOrEven))
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int(scale))
    let sign = x < 0 || (x == 0 && x.sign == .minus) ? "-" : ""
    if decimals == 0 { return sign + String(whole) }
    let digits = String(rest)
    return sign + String(whole) + "." + String(repeating: "0", count: decimals - digits.count)
      + digits
  }
}
