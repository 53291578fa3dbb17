import DescentTensor
import Foundation
import Testing

@testable import DescentData

@Suite("TensorBoard event files") struct TFEventTests {
  private func log(_ bytes: [UInt8]) throws -> TFEventLog {
    try withFolder { folder in
      try place(bytes, at: folder + "/events")
      return try TFEventLog(path: folder + "/events")
    }
  }

  @Test func readsTheOlderDialect() throws {
    let log = try log(TFEventFixtures.older)
    let loss = try #require(log.scalars["loss"])
    #expect(loss.map(\.step) == [0, 1, 2, 3, 4] && loss[0].wallTime == 1000.5)
    let values = loss.map(\.value)
    #expect(values[0] == 1.5 && values[1].isNaN && values[2...] == [.infinity, -.infinity, 0.25])
    let weights = try #require(log.histograms["weights"]?.first)
    #expect(weights.step == 3 && weights.histogram.count == 5 && weights.histogram.sum == 3.5)
    #expect(weights.histogram.least == -1 && weights.histogram.greatest == 2)
    #expect(weights.histogram.limits == [-1, 0, 1, 2] && weights.histogram.counts == [0, 1, 2, 2])
    #expect(log.texts["about/text_summary"]?.first?.texts == ["**hello**"])
    #expect(log.damage.isEmpty && log.eventCount == 8)
  }

  @Test func readsTheNewerDialect() throws {
    let log = try log(TFEventFixtures.newer)
    let loss = try #require(log.scalars["loss"])
    #expect(loss.map(\.step) == [0, 1, 2, 3, 4])
    let values = loss.map(\.value)
    #expect(values[0] == 1.5 && values[1].isNaN && values[2...] == [.infinity, -.infinity, 0.25])
    let weights = try #require(log.histograms["weights"]?.first?.histogram)
    #expect(weights.limits == [-0.25, 0.5, 1.25, 2] && weights.counts == [1, 1, 1, 2])
    #expect(weights.count == 5 && weights.least == -1 && weights.greatest == 2)
    #expect(log.texts["about"]?.first?.texts == ["**hello**"])
  }

  @Test func readsHyperparameters() throws {
    #expect(
      try log(TFEventFixtures.hyperparameters).hyperparameters
        == ["lr": .number(0.001), "optimizer": .text("adam"), "nesterov": .flag(true)])
  }

  @Test func writesWhatItReads() throws {
    try withFolder { folder in
      let writer = try TFEventWriter(folder: folder + "/a/run", clock: { 1234.5 })
      #expect(writer.path.contains("/a/run/events.out.tfevents.0000001234.0000."))
      let numbers = [1.5, .nan, .infinity, -.infinity, 1e300, 0x1p-140]
      for (step, number) in numbers.enumerated() {
        try writer.append([.init("loss", .scalar(number))], step: Int64(step))
      }
      let histogram = TFHistogram(Tensor([-1, 0, 0.5, 2, 2] as [Float]))
      try writer.append(
        [.init("weights", .histogram(histogram)), .init("about", .text(["a", "b"]))], step: 6)
      try writer.appendHyperparameters(
        ["lr": .number(0.5), "name": .text("x"), "fast": .flag(false)], metrics: ["loss"])
      try writer.appendEnd(succeeded: true)
      writer.flush()
      let log = try TFEventLog(folder: folder + "/a/run")
      let points = try #require(log.scalars["loss"])
      #expect(points.map(\.step) == [0, 1, 2, 3, 4, 5] && points[3].wallTime == 1234.5)
      for (point, number) in zip(points, numbers) {
        #expect(point.value == number || (point.value.isNaN && number.isNaN))
      }
      #expect(log.histograms["weights"]?.first?.histogram == histogram)
      #expect(log.texts["about"]?.first?.texts == ["a", "b"])
      #expect(
        log.hyperparameters == ["lr": .number(0.5), "name": .text("x"), "fast": .flag(false)])
      #expect(log.eventCount == 11 && log.damage.isEmpty)
    }
  }

  @Test func aResumedRunMakesVoidWhatItDoesAgain() throws {
    try withFolder { folder in
      let first = try TFEventWriter(folder: folder, clock: { 2000 })
      for step in 0..<5 as Range<Int64> {
        try first.append([.init("loss", .scalar(Double(step)))], step: step)
      }
      // The clock was put back.
      let second = try TFEventWriter(folder: folder, from: 3, clock: { 1000 })
      #expect(second.path > first.path)
      for step in 3..<6 as Range<Int64> {
        try second.append([.init("loss", .scalar(Double(10 * step)))], step: step)
      }
      let points = try TFEventLog(folder: folder).scalars["loss"]
      #expect(points?.map(\.step) == [0, 1, 2, 3, 4, 5])
      #expect(points?.map(\.value) == [0, 1, 2, 30, 40, 50])
    }
  }

  /// The buckets by their definition: the first whose limit is not below the number.
  @Test func histograms() {
    let numbers = [
      0, -0.0, 1e-12, 1.05e-12, -1e-12, 1, -1, 1e30, -1e30, .infinity, -.infinity, .nan,
    ]
    let histogram = TFHistogram(numbers)
    #expect(histogram.count == 12 && histogram.counts.reduce(0, +) == 11)
    #expect(histogram.least == -1e30 && histogram.greatest == 1e30 && histogram.sum.isNaN)
    #expect(histogram.limits == histogram.limits.sorted())
    #expect(histogram.limits.first == -Double.greatestFiniteMagnitude)
    for (i, limit) in histogram.limits.enumerated() {
      let before = i == 0 ? -Double.infinity : histogram.limits[i - 1]
      let expected = numbers.count {
        $0 == -.infinity
          ? i == 0
          : $0 == .infinity
            ? limit == .greatestFiniteMagnitude
            : $0 > before && $0 <= limit
      }
      #expect(Int(histogram.counts[i]) == expected, "up to \(limit)")
    }
    let zeros = TFHistogram(Tensor([0, 0] as [Float]))
    #expect(zeros.limits == [-1e-12, 0, 1e-12] && zeros.counts == [0, 2, 0])
    let none = TFHistogram([])
    #expect(none.count == 0 && none.least == 0 && none.greatest == 0)
  }

  @Test func aTornFileGivesWhatCameBefore() throws {
    let bytes = TFEventFixtures.older
    for count in bytes.indices {
      let found = try withFolder { folder in
        try place(Array(bytes[..<count]), at: folder + "/a.tfevents")
        return try TFEventLog(folder: folder)
      }
      #expect(found.scalars["loss"]?.count ?? 0 <= 5 && found.damage.count <= 1)
    }
    let torn = try withFolder { folder in
      try place(Array(bytes.dropLast()), at: folder + "/a.tfevents")
      return try TFEventLog(folder: folder)
    }
    #expect(torn.scalars["loss"]?.count == 5 && torn.texts.isEmpty && torn.damage.count == 1)
  }

  @Test func refusesWhatIsNoEventFile() throws {
    try withFolder { folder in
      #expect(
        failure { _ = try TFEventLog(folder: folder) }?.description.contains("found none") == true)
      #expect(failure { _ = try TFEventLog(folder: folder + "/no") }?.problem == .noSuchFile)
      try place(Array("step,loss\n1,2\n".utf8), at: folder + "/a")
      #expect(failure { _ = try TFEventLog(path: folder + "/a") } != nil)
      var writer = try TFRecordWriter(folder + "/b")
      try writer.append([0xff])
      try writer.finish()
      let error = failure { _ = try TFEventLog(path: folder + "/b") }
      #expect(
        error?.description.contains("record 0 at byte 0: not an event of TensorBoard") == true)
      #expect(failure { _ = try TFEventWriter(folder: folder + "/a") }?.exitCode == 73)
    }
  }

  /// With checksums that are right, so that every byte reaches the messages.
  @Test func neverCrashesOnAFlippedByte() throws {
    for fixture in [TFEventFixtures.older, TFEventFixtures.newer, TFEventFixtures.hyperparameters] {
      try withFolder { folder in
        try place(fixture, at: folder + "/a")
        var reader = try TFRecordReader(folder + "/a")
        while let record = try reader.next() {
          for index in record.indices {
            for mask in [1, 0x08, 0x80, 0xff] as [UInt8] {
              var other = record
              other[index] ^= mask
              if let message = try? Tensorflow_Event(serializedBytes: other) {
                var log = TFEventLog()
                log.add(TFEvent(message))
              }
            }
          }
        }
      }
    }
  }
}
