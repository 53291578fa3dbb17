import DescentData
import DescentTensor
import DescentTraining
import Foundation

/// How the pixels of a folder of images become what a model is given.
struct ImageEncoding: Codable {
  /// Channels, height and width.
  let shape: [Int]
  /// Of the pixels of the training images, which count from 0 to 1.
  let mean: Double
  let standardDeviation: Double
  /// How many labels there are, from 0.
  let classes: Int
}

/// The files of a folder of images.
enum ImageFiles {
  /// Whether there are any.
  static func areIn(_ folder: String) -> Bool { names(in: folder).contains { $0.contains("-idx") } }

  /// All names in the folder, in order; none if it cannot be read.
  static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }
}

extension TrainData {
  /// Reads a folder of IDX files.
  init(
    images configuration: TrainConfiguration, using generator: inout Generator, console: Console
  ) throws {
    let folder = configuration.data
    let known = try ImageSet(part: ["train"], in: folder)
    let unseen = try ImageSet(part: ["test", "t10k"], in: folder)
    guard known.shape == unseen.shape else {
      throw CommandError.badData(
        "\(folder): expected test images of \(known.sizeText), got \(unseen.sizeText)")
    }
    guard known.count >= 2 else {
      throw CommandError.badData("\(folder): expected at least 2 images to learn from, got 1")
    }
    let classes = Int(max(known.labels.max() ?? 0, unseen.labels.max() ?? 0)) + 1
    guard Set(known.labels).count >= 2 else {
      throw CommandError.badData(
        "\(folder): expected two labels or more, got only \(known.labels.first ?? 0)")
    }
    rows = HoldOut(
      trainingCount: known.count, testCount: unseen.count, validation: configuration.validation,
      using: &generator)
    let encoding = known.encoding(fitting: rows.training, classes: classes)
    let all = known.examples(encoding)
    training = rows.validation.isEmpty ? all : all[rows.training]
    validation = rows.validation.isEmpty ? nil : all[rows.validation]
    test = unseen.examples(encoding)
    inputShape = Shape(encoding.shape)
    target = TargetEncoding(
      name: configuration.target, index: 0, encoding: .classes((0..<classes).map { "\($0)" }))
    encoder = try Self.file(encoding)
    console.note(
      "classification: \(known.count) images of \(known.sizeText) to learn from, \(unseen.count) to "
        + "judge by, \(classes) labels")
  }
}

/// The images and labels of one part of a data set.
private struct ImageSet {
  /// `uint8`, `[images, height, width]` or `[images, channels, height, width]`.
  let images: Tensor
  let labels: [UInt8]

  var count: Int { labels.count }

  /// Channels, height and width.
  var shape: [Int] {
    let lengths = images.shape.dimensions.dropFirst()
    return lengths.count == 2 ? [1] + lengths : Array(lengths)
  }

  var sizeText: String { shape.map { "\($0)" }.joined(separator: " × ") }

  /// Reads the two files whose names begin with one of some words.
  init(part words: [String], in folder: String) throws {
    let names = ImageFiles.names(in: folder)
    func path(_ kind: String) throws(CommandError) -> String {
      let found = names.first { name in
        words.contains { name.hasPrefix($0) } && name.contains(kind) && name.contains("-idx")
      }
      guard let found else {
        let wanted = words.map { "\($0)-\(kind)-idx…" }.joined(separator: " or ")
        throw CommandError(
          CommandExit.noInput, "\(folder): expected a file \(wanted), found none")
      }
      return folder + "/" + found
    }
    let (imagePath, labelPath) = (try path("images"), try path("labels"))
    images = try IDX.read(imagePath)
    let marks = try IDX.read(labelPath)
    guard images.dtype == .uint8, [3, 4].contains(images.rank), images.shape.count > 0 else {
      throw CommandError.badData(
        "\(imagePath): expected bytes of 3 or 4 axes, found \(images.dtype) \(images.shape)")
    }
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

  func examples(_ encoding: ImageEncoding) -> Examples {
    // 256 values are all that a pixel can be.
    let values = (0..<256).map { pixel in
      Float((Double(pixel) / 255 - encoding.mean) / encoding.standardDeviation)
    }
    let inputs = images.elements(as: UInt8.self).map { values[Int($0)] }
    return Examples(
      inputs: Tensor(inputs, shape: Shape([count] + encoding.shape)),
      targets: Tensor(labels.map { Int32($0) }))
  }
}
