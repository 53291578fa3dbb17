import Descent
import Foundation

extension Workload {
  /// What is read and written besides: records, and the lines of logs.
  static let files = [tfRecord, logLine]

  /// 1,000 records of 100 kB, both checksums of each verified; the file is in the system's cache.
  private static let tfRecord = Workload(
    name: "tfrecord", unit: "GB/s", mode: "streamed",
    prepare: {
      withScratchFile("records.tfrecord") { path in
        var writer = try TFRecordWriter(path)
        let record = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        for _ in 0..<1000 { try writer.append(record) }
        try writer.finish()
        return {
          var reader = try TFRecordReader(path)
          while try reader.advance() {}
        }
      }
    },
    value: { 1000 * 100_000 / $0 / 1e9 })

  /// A step's loss, gradient norm and learning rate, in an event file of TensorBoard.
  private static let logLine = Workload(
    name: "log_line", unit: "us", mode: "unbuffered",
    prepare: {
      withScratchFile("log") { path in
        var log = try TensorBoardLog(folder: path)
        return {
          for step in 0..<10_000 as Range<Int64> {
            let report = StepReport(
              step: step, loss: 0.5 + Double(step), gradientNorm: 1.25, learningRate: 1e-3)
            _ = log.observe(.didComputeGradients(report))
            _ = log.observe(.didStep(report))
          }
        }
      }
    },
    value: { $0 / 10_000 * 1e6 })

  /// Makes work on a file of its own, which goes when the work does; a disk that refuses makes it nothing.
  private static func withScratchFile(
    _ name: String, _ make: (String) throws -> () throws -> Void
  ) -> () -> Void {
    let folder = ScratchFolder()
    do {
      let work = try make(folder.path + "/" + name)
      return {
        do { try work() } catch { Console.current.note("\(folder.path): \(error)") }
      }
    } catch {
      Console.current.note("\(folder.path): \(error)")
      return { _ = folder }
    }
  }
}

/// A folder that goes when nobody needs it any more.
private final class ScratchFolder {
  let path = NSTemporaryDirectory() + "descent-bench-\(UUID().uuidString)"

  init() {
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
