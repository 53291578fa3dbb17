/// The members of a ZIP archive (PKWARE's APPNOTE 6.3, also beyond 4 GB), stored or deflated.
struct ZIPArchive: ~Copyable {
  /// One file in it.
  struct Member {
    let name: String
    let isDeflated: Bool
    let crc: UInt32
    let packedSize: Int
    let size: Int
    /// Where its own header begins.
    let offset: Int
  }

  let members: [Member]
  var path: String { file.path }
  private let file: InputFile

  init(_ opened: consuming InputFile) throws(DataError) {
    let directory = try Directory(of: opened)
    members = directory.members
    file = opened
  }

  func failure(_ reason: String) -> DataError { zipFailure(reason, path) }

  /// Unpacks a member, and checks its length and its CRC-32.
  func bytes(of member: Member) throws(DataError) -> [UInt8] {
    let header = try file.zipBytes(at: member.offset, count: 30)
    guard header.zipNumber(at: 0, 4) == 0x0403_4b50 else {
      throw failure("expected a member at byte \(member.offset), found none")
    }
    let start = member.offset + 30 + header.zipNumber(at: 26, 2) + header.zipNumber(at: 28, 2)
    let packed = try file.zipBytes(at: start, count: member.packedSize)
    let place = "\(path)/\(member.name)"
    if member.isDeflated {
      // A gzip file is the same stream between a header, and the check and the length behind it.
      let tail = [member.crc, UInt32(truncatingIfNeeded: member.size)].flatMap { word in
        (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
      }
      let bytes = try unpacked(
        [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255] + packed + tail, path: place, limit: member.size)
      guard bytes.count == member.size else {
        throw failure("expected \(member.size) bytes in \(member.name), found \(bytes.count)")
      }
      return bytes
    }
    guard let zlib = Zlib.shared else { throw DataError(.noZlib, path: place) }
    guard packed.count == member.size, zlib.check(packed) == member.crc else {
      throw failure("the CRC-32 of \(member.name) is not that of its bytes")
    }
    return packed
  }
}

private func zipFailure(_ reason: String, _ path: String) -> DataError {
  DataError(.npy(reason: "in the archive, \(reason)"), path: path)
}

/// The list at an archive's end.
private struct Directory {
  var members: [ZIPArchive.Member] = []

  init(of file: borrowing InputFile) throws(DataError) {
    let path = file.path
    guard let size = file.size else {
      throw zipFailure("expected a file on a disk, found a device or a pipe", path)
    }
    // The end has 22 bytes and a comment of at most 65,535.
    let tailStart = max(0, size - 65_557)
    let tail = try file.zipBytes(at: tailStart, count: size - tailStart)
    let last = tail.count - 22
    guard last >= 0,
      let end = (0...last).reversed().first(where: { tail.zipNumber(at: $0, 4) == 0x0605_4b50 })
    else { throw zipFailure("expected a directory at its end, found none (is it cut off?)", path) }
    var count = tail.zipNumber(at: end + 10, 2)
    var length = tail.zipNumber(at: end + 12, 4)
    var start = tail.zipNumber(at: end + 16, 4)
    if count == 0xffff || length == 0xffff_ffff || start == 0xffff_ffff {
      guard end >= 20, tail.zipNumber(at: end - 20, 4) == 0x0706_4b50 else {
        throw zipFailure("expected the place of a 64-bit directory, found none", path)
      }
      let wide = try file.zipBytes(at: tail.zipNumber(at: end - 12, 8), count: 56)
      guard wide.zipNumber(at: 0, 4) == 0x0606_4b50 else {
        throw zipFailure("expected a 64-bit directory, found none", path)
      }
      count = wide.zipNumber(at: 32, 8)
      length = wide.zipNumber(at: 40, 8)
      start = wide.zipNumber(at: 48, 8)
    }
    let list = try file.zipBytes(at: start, count: length)
    var position = 0
    for _ in 0..<min(count, list.count) {
      members.append(try Self.member(list, &position, path))
    }
    guard members.count == count else {
      throw zipFailure("expected \(count) members, found \(members.count)", path)
    }
    // Members that share their bytes, or claim what deflate cannot give, make a small file a large one.
    var packed = 0
    for member in members {
      let (sum, overflows) = packed.addingReportingOverflow(member.packedSize)
      guard !overflows, sum <= size, member.size / 1032 <= member.packedSize else {
        throw zipFailure(
          "expected members that lie side by side, found more bytes in \(quoted(member.name))", path
        )
      }
      packed = sum
    }
  }

  private static func member(
    _ list: [UInt8], _ position: inout Int, _ path: String
  ) throws(DataError) -> ZIPArchive.Member {
    let start = position
    guard start + 46 <= list.count, list.zipNumber(at: start, 4) == 0x0201_4b50 else {
      throw zipFailure("expected another member in the directory, found none", path)
    }
    let nameEnd = start + 46 + list.zipNumber(at: start + 28, 2)
    let extraEnd = nameEnd + list.zipNumber(at: start + 30, 2)
    position = extraEnd + list.zipNumber(at: start + 32, 2)
    guard position <= list.count else {
      throw zipFailure("a member's entry runs beyond the directory", path)
    }
    let name = String(decoding: list[(start + 46)..<nameEnd], as: UTF8.self)
    let method = list.zipNumber(at: start + 10, 2)
    let isEncrypted = list[start + 8] & 1 == 1
    guard method == 0 || method == 8, !isEncrypted else {
      let found = isEncrypted ? "an encrypted one" : "method \(method)"
      throw zipFailure(
        "expected members that are stored or deflated, found \(found) in \(quoted(name))", path)
    }
    var numbers = [24, 20, 42].map { list.zipNumber(at: start + $0, 4) }
    // What does not fit in 32 bits stands in the extra field of number 1, in this order.
    var field = nameEnd
    while field + 4 <= extraEnd {
      let end = min(extraEnd, field + 4 + list.zipNumber(at: field + 2, 2))
      if list.zipNumber(at: field, 2) == 1 {
        var place = field + 4
        for k in numbers.indices where numbers[k] == 0xffff_ffff && place + 8 <= end {
          numbers[k] = list.zipNumber(at: place, 8)
          place += 8
        }
      }
      field = end
    }
    return ZIPArchive.Member(
      name: name, isDeflated: method == 8,
      crc: UInt32(list.zipNumber(at: start + 16, 4)), packedSize: numbers[1], size: numbers[0],
      offset: numbers[2])
  }
}

extension [UInt8] {
  /// A little-endian number of up to 8 bytes; 2⁶³ − 1 for any that is greater.
  fileprivate func zipNumber(at offset: Int, _ width: Int) -> Int {
    var value: UInt64 = 0
    for k in (0..<width).reversed() { value = value << 8 | UInt64(self[offset + k]) }
    return Int(clamping: value)
  }
}

extension InputFile {
  /// Bytes that must be there; a claim of more than the file has costs nothing.
  fileprivate func zipBytes(at offset: Int, count: Int) throws(DataError) -> [UInt8] {
    let size = size ?? 0
    guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
      throw zipFailure("expected \(count) bytes at byte \(offset), found \(size) in all", path)
    }
    var bytes = [UInt8](repeating: 0, count: count)
    let found = try bytes.withUnsafeMutableBufferPointer { (room) throws(DataError) in
      try read(at: offset, into: UnsafeMutableRawBufferPointer(room))
    }
    guard found == count else {
      throw zipFailure("expected \(count) bytes at byte \(offset), found \(found)", path)
    }
    return bytes
  }
}
