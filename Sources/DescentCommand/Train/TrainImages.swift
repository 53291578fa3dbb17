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

  /// The labels as classes.
  func target(named name: String) -> TargetEncoding {
    TargetEncoding(name: name, index: 0, encoding: .classes((0..<classes).map { "\($0)" }))
  }

  /// Why this cannot be what a run wrote; nil if it can.
  var objection: String? {
    let isShape =
      shape.count == 3 && shape.allSatisfy { (1...65536).contains($0) }
      && shape.reduce(1, *) <= 1 << 28
    guard isShape else { return "expected channels, height and width, found \(shape)" }
    guard mean.isFinite, standardDeviation.isFinite, standardDeviation > 0 else {
      return "expected a finite mean and a standard deviation above 0"
    }
    return (2...256).contains(classes) ? nil : "expected 2 to 256 labels, found \(classes)"
  }
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
    let (size, other) = (ImageSet.words(known.shape), ImageSet.words(unseen.shape))
    guard known.shape == unseen.shape else {
      throw CommandError.badData("\(folder): expected test images of \(size), got \(other)")
    }
    guard known.count >= 2 else {
      throw CommandError.badData("\(folder): expected at least 2 images to learn from, got 1")
    }
    let (labels, others) = (known.labels ?? [], unseen.labels ?? [])
    let classes = Int(max(labels.max() ?? 0, others.max() ?? 0)) + 1
    guard Set(labels).count >= 2 else {
      throw CommandError.badData(
        "\(folder): expected two labels or more, got only \(labels.first ?? 0)")
    }
    rows = HoldOut(
      trainingCount: known.count, testCount: unseen.count, validation: configuration.validation,
      using: &generator)
    let encoding = known.encoding(fitting: rows.training, classes: classes)
    let all = known.examples(encoding)
    training = rows.validation.isEmpty ? all : all[rows.training]
    validation = rows.validation.isEmpty ? nil : all[rows.validation]
    test = unseen.examples(encoding)
    facts = nil
    inputShape = Shape(encoding.shape)
    target = encoding.target(named: configuration.target)
    encoder = try Self.file(encoding)
    console.note(
      "classification: \(known.count) images of \(size) to learn from, \(unseen.count) to "
        + "judge by, \(classes) labels")
  }
}
