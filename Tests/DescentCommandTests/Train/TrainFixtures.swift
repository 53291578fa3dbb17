import DescentTensor
import Foundation

@testable import DescentCommand

/// Small data sets, and short runs on them.
enum TrainFixtures {
  /// 60 rows: y = 2a − b + 3 where the colour is red, and a little noise.
  static let regression: String = {
    var generator = Generator(seed: 1)
    var text = "a,b,\"colour, of it\",y\n"
    for _ in 0..<60 {
      let x = generator.doubles(3)
      let colour = ["red", "green", "blue"][Int(generator.nextWord() % 3)]
      let y = 2 * x[0] - x[1] + (colour == "red" ? 3 : 0) + 0.1 * x[2]
      text += "\(x[0]),\(x[1]),\"\(colour)\",\(y)\n"
    }
    return text
  }()

  /// 60 rows without names: the class says whether the first number is above a half.
  static let classification: String = {
    var generator = Generator(seed: 2)
    var text = ""
    for _ in 0..<60 {
      let x = generator.doubles(2)
      text += "\(x[0]);\(x[1]);\(x[0] > 0.5 ? "yes" : "no")\n"
    }
    return text
  }()

  /// An array of bytes in the IDX format.
  static func idx(_ lengths: [Int], _ elements: [UInt8]) -> Data {
    var bytes: [UInt8] = [0, 0, 8, UInt8(lengths.count)]
    for length in lengths { withUnsafeBytes(of: UInt32(length).bigEndian) { bytes += $0 } }
    return Data(bytes + elements)
  }

  /// A folder of bright bars: label 0 is a row, 1 a column, at places that differ.
  static func images(
    in folder: TemporaryFolder, train: Int = 60, test: Int = 20, size: Int = 8
  ) throws -> String {
    let path = folder.path + "/bars"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (part, count) in [("train", train), ("t10k", test)] {
      var pixels: [UInt8] = []
      for i in 0..<count {
        for place in 0..<size * size {
          let at = i % 2 == 0 ? place / size : place % size
          pixels.append(at == i / 2 % size ? 255 : UInt8(place * 7 % 40))
        }
      }
      let labels = (0..<count).map { UInt8($0 % 2) }
      try idx([count, size, size], pixels).write(
        to: URL(fileURLWithPath: "\(path)/\(part)-images-idx3-ubyte"))
      try idx([count], labels).write(
        to: URL(fileURLWithPath: "\(path)/\(part)-labels-idx1-ubyte"))
    }
    return path
  }

  /// Options for a run of a few milliseconds.
  static let short = ["--hidden", "8,4", "--epochs", "4", "--batch-size", "16", "--lr", "0.01"]
}

extension Generator {
  fileprivate mutating func doubles(_ count: Int) -> [Double] {
    (0..<count).map { _ in Double(nextWord()) / 0x1p32 }
  }
}

/// The bytes of a file.
func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

/// The names in a folder.
func names(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}
