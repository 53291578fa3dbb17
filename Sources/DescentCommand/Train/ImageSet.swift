import DescentData
import DescentTensor
import DescentTraining

/// Images, with labels where there are any.
struct ImageSet {
  /// The file of the images.
  let path: String
  /// `uint8`, `[images, height, width]` or `[images, channels, height, width]`.
  let images: Tensor
  let labels: [UInt8]?

  var count: Int { images.shape[0] }

  /// Channels, height and width.
  var shape: [Int] {
    let lengths = images.shape.dimensions.dropFirst()
    return lengths.count == 2 ? [1] + lengths : Array(lengths)
  }

  /// "1 × 28 × 28".
  static func words(_ shape: [Int]) -> String {
    shape.map { "\($0)" }.joined(separator: " × ")
  }

  /// Reads the two files whose names begin with one of some words.
  init(part words: [String], in folder: String) throws {
    func path(_ kind: String) throws(CommandError) -> String {
      if let found = Self.file(kind, words, in: folder) { return found }
      let wanted = words.map { "\($0)-\(kind)-idx…" }.joined(separator: " or ")
      throw CommandError(CommandExit.noInput, "\(folder): expected a file \(wanted), found none")
    }
    let (imagePath, labelPath) = (try path("images"), try path("labels"))
    try self.init(images: imagePath, labels: labelPath)
  }

  /// Reads a file of images, or a folder's test images, or the only images there are in it; the labels
  /// beside them if there are any.
  init(unlabelled place: String) throws {
    guard FileKind(path: place) == .directory else {
      try self.init(images: place, labels: nil)
      return
    }
    for words in [["test", "t10k"], [""]] {
      if let images = Self.file("images", words, in: place) {
        try self.init(images: images, labels: Self.file("labels", words, in: place))
        return
      }
    }
    throw CommandError(
      CommandExit.noInput,
      "\(place): expected a file test-images-idx… or t10k-images-idx…, found none"
    )
  }

  private static func file(_ kind: String, _ words: [String], in folder: String) -> String? {
    ImageFiles.names(in: folder).first { name in
      words.contains { name.hasPrefix($0) } && name.contains(kind) && name.contains("-idx")
    }.map { folder + "/" + $0 }
  }

  private init(images path: String, labels labelPath: String?) throws {
    self.path = path
    images = try IDX.read(path)
    guard images.dtype == .uint8, [3, 4].contains(images.rank), images.shape.count > 0 else {
      throw CommandError.badData(
        "\(path): expected bytes of 3 or 4 axes, found \(images.dtype) \(images.shape)")
    }
    guard let labelPath else {
      labels = nil
      return
    }
    let marks = try IDX.read(labelPath)
    guard marks.dtype == .uint8, marks.rank == 1, marks.count == images.shape[0] else {
      throw CommandError.badData(
        "\(labelPath): expected \(images.shape[0]) bytes, one for each image, found \(marks.dtype) "
          + "\(marks.shape)")
    }
    labels = marks.elements(as: UInt8.self)
  }

  /// The scale of the pixels of some images.
  func encoding(fitting rows: [Int], classes: Int) -> ImageEncoding {
    let size = shape.reduce(1, *)
    // Whole numbers: exact in every order.
    var (sum, squares) = (0, 0)
    images.withUnsafeElements(as: UInt8.self) { pixels in
      for row in rows {
        for pixel in pixels[row * size..<(row + 1) * size] {
          sum += Int(pixel)
          squares += Int(pixel) * Int(pixel)
        }
      }
    }
    let n = Double(rows.count * size)
    let mean = Double(sum) / n
    let variance = Double(squares) / n - mean * mean
    return ImageEncoding(
      shape: shape, mean: mean / 255,
      standardDeviation: variance > 0 ? variance.squareRoot() / 255 : 1, classes: classes)
  }

  /// What a model is given of some images.
  func inputs(_ encoding: ImageEncoding, rows: Range<Int>) -> Tensor {
    // 256 values are all that a pixel can be.
    let values = (0..<256).map { pixel in
      Float((Double(pixel) / 255 - encoding.mean) / encoding.standardDeviation)
    }
    let size = shape.reduce(1, *)
    let numbers = images.withUnsafeElements(as: UInt8.self) { pixels in
      pixels[rows.lowerBound * size..<rows.upperBound * size].map { values[Int($0)] }
    }
    return Tensor(numbers, shape: Shape([rows.count] + encoding.shape))
  }

  /// All images with their labels; 0 where there are none.
  func examples(_ encoding: ImageEncoding) -> Examples {
    let labels = labels ?? [UInt8](repeating: 0, count: count)
    return Examples(
      inputs: inputs(encoding, rows: 0..<count), targets: Tensor(labels.map { Int32($0) }))
  }
}
