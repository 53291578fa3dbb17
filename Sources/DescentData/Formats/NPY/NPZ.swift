import DescentTensor

/// Several of NumPy's arrays in one file: a ZIP archive of NPY files, as `numpy.savez` and
/// `savez_compressed` write it.
///
///     let arrays = try NPZ.read("mnist.npz")
///     let images = arrays["x_train"]
public enum NPZ {
  /// Reads every array.
  ///
  /// - Parameter path: The file: one on a disk.
  /// - Returns: The arrays by their names, without `.npy`.
  /// - Throws: A ``DataError`` if the file cannot be read, is damaged, or holds something else than arrays
  ///   of numbers; members that are packed otherwise than by deflate are refused.
  public static func read(_ path: String) throws(DataError) -> [String: Tensor] {
    try read(ZIPArchive(InputFile(path: path)))
  }

  /// Decodes an archive; the path stands in errors only.
  package static func decode(_ bytes: [UInt8], path: String) throws(DataError) -> [String: Tensor] {
    try read(ZIPArchive(InputFile(bytes, path: path)))
  }

  private static func read(_ archive: borrowing ZIPArchive) throws(DataError) -> [String: Tensor] {
    var arrays: [String: Tensor] = [:]
    for member in archive.members {
      let place = "\(archive.path)/\(member.name)"
      guard member.name.hasSuffix(".npy") else {
        throw archive.failure("expected NPY files in it, found \(quoted(member.name))")
      }
      let bytes = try archive.bytes(of: member)
      arrays[String(member.name.dropLast(4))] = try NPY.decode(bytes, path: place)
    }
    return arrays
  }
}
