import DescentTensor

/// The header of an NPY file: `\x93NUMPY`, a version, a length, and a Python dictionary.
///
/// The format: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
enum NPYHeader {
  static let magic = [0x93] + Array("NUMPY".utf8)

  /// NumPy itself writes headers below 300 bytes for arrays of numbers.
  static let lengthLimit = 65_535

  /// Reads what follows the magic.
  static func layout(reading reader: inout ByteReader) throws(DataError) -> ArrayLayout {
    let path = reader.path
    func failure(_ reason: String) -> DataError { DataError(.npy(reason: reason), path: path) }
    let version = try reader.take(2)
    guard version.count == 2, (1...3).contains(version[0]), version[1] == 0 else {
      let found = version.map { "\($0)" }.joined(separator: ".")
      throw failure("expected version 1.0, 2.0 or 3.0 at byte 6, found \(found)")
    }
    let width = version[0] == 1 ? 2 : 4
    let field = try reader.take(width)
    let length = field.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard field.count == width, length <= lengthLimit else {
      throw failure(
        field.count < width
          ? "expected \(width) bytes for the header's length, found \(field.count)"
          : "expected a header of at most \(lengthLimit) bytes, found \(length) claimed")
    }
    let header = try reader.take(length)
    guard header.count == length else {
      throw failure("expected a header of \(length) bytes, found \(header.count)")
    }
    do {
      var literal = PythonLiteral(header)
      var layout = try layout(of: literal.dictionary())
      layout.dataStart = 8 + width + length
      return layout
    } catch {
      let place = error.offset.map { " at byte \(8 + width + $0)" } ?? ""
      throw failure("\(error.reason)\(place)")
    }
  }

  private static func layout(
    of members: [(key: String, value: PythonLiteral.Value)]
  ) throws(PythonLiteral.Failure) -> ArrayLayout {
    func refuse(_ reason: String) -> PythonLiteral.Failure {
      PythonLiteral.Failure(reason: reason, offset: nil)
    }
    let known = ["descr", "fortran_order", "shape"]
    let keys = members.map(\.key)
    guard keys.sorted() == known else {
      throw refuse("expected the keys \(known) in the header, found \(keys)")
    }
    func member(_ key: String) -> PythonLiteral.Value? { members.first { $0.key == key }?.value }
    guard case .bool(let isFortran)? = member("fortran_order") else {
      throw refuse("expected fortran_order to be True or False")
    }
    guard case .tuple(let lengths)? = member("shape") else {
      throw refuse("expected shape to be a tuple of whole numbers")
    }
    guard case .string(let description)? = member("descr") else {
      throw refuse("expected descr to be a string")
    }
    guard let element = element(description) else { throw refuse(refusal(of: description)) }
    return ArrayLayout(
      format: .npy, element: element, shape: lengths, isFortran: isFortran, dataStart: 0)
  }

  /// The element that NumPy means by, for example, `<f4`.
  static func element(_ description: String) -> StoredElement? {
    guard let order = description.first, "<>|=".contains(order) else { return nil }
    let kind: StoredElement.Kind
    switch description.dropFirst() {
    case "b1", "?": kind = .bool
    case "u1", "B": kind = .uint8
    case "i1", "b": kind = .int8
    case "u2": kind = .uint16
    case "i2": kind = .int16
    case "u4": kind = .uint32
    case "i4": kind = .int32
    case "u8": kind = .uint64
    case "i8": kind = .int64
    case "f2": kind = .float16
    case "f4": kind = .float32
    case "f8": kind = .float64
    default: return nil
    }
    let element = StoredElement(kind: kind, isBigEndian: order == ">")
    // "not applicable" is for single bytes alone.
    return order == "|" && element.size > 1 ? nil : element
  }

  private static func refusal(of description: String) -> String {
    let types = "expected bool, int8 to int64, uint8 to uint64 or float16 to float64"
    let found =
      switch description.dropFirst().first {
      case "O": "Python objects (dtype object)"
      case "U", "S", "a": "text (dtype \(description))"
      case "c": "complex numbers (dtype \(description))"
      case "M", "m": "times (dtype \(description))"
      case "V": "raw memory (dtype \(description))"
      case "f", "g": "extended precision (dtype \(description))"
      default: quoted(description)
      }
    return "\(types), found \(found)"
  }

  /// The header that NumPy writes, magic and all, a multiple of 64 bytes long.
  static func bytes(shape: [Int], dtype: DType) -> [UInt8] {
    let lengths = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let descr =
      switch dtype {
      case .float32: "<f4"
      case .float64: "<f8"
      case .int32: "<i4"
      case .int64: "<i8"
      case .uint8: "|u1"
      case .bool: "|b1"
      }
    var text = "{'descr': '\(descr)', 'fortran_order': False, 'shape': (\(lengths)), }"
    // Room for the first length to grow to 21 digits, as NumPy leaves it.
    if let first = shape.first {
      text += String(repeating: " ", count: 21 - "\(first)".utf8.count)
    }
    let prefix = magic.count + 4
    text += String(repeating: " ", count: 63 - (prefix + text.utf8.count) % 64) + "\n"
    let length = text.utf8.count
    return magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8)
  }
}
