import Foundation

/// All that the event files of one run say, by tags.
public struct TFEventLog: Sendable {
  /// A number at a step.
  public struct Point: Sendable, Hashable {
    /// The step.
    public var step: Int64
    /// When it was written, in seconds since 1970.
    public var wallTime: Double
    /// The number, which may be infinite or undefined.
    public var value: Double
  }

  /// The scalars by their tags, in the order in which they were written.
  public private(set) var scalars: [String: [Point]] = [:]
  /// The histograms by their tags, each with its step.
  public private(set) var histograms: [String: [(step: Int64, histogram: TFHistogram)]] = [:]
  /// The texts by their tags, each with its step.
  public private(set) var texts: [String: [(step: Int64, texts: [String])]] = [:]
  /// The hyperparameters of the run.
  public private(set) var hyperparameters: [String: TFHyperparameter] = [:]
  /// How many events there are, of whatever kind.
  public private(set) var eventCount = 0
  /// What is wrong with files of which no more could be read; what came before is there.
  ///
  /// A file whose run was killed, or is still writing, may end within an event.
  public private(set) var damage: [DataError] = []

  /// Nothing yet.
  public init() {}

  /// Reads one event file.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``DataError`` if it cannot be read, or its first record is no event.
  public init(path: String) throws(DataError) {
    try read(path)
    // A file without one whole event is of another kind.
    if eventCount == 0, let first = damage.first { throw first }
  }

  /// Reads the event files of a folder, in the order of their names, which is that of their times.
  ///
  /// - Parameter folder: The folder of one run.
  /// - Throws: ``DataError`` if there is none in it, or one cannot be opened.
  public init(folder: String) throws(DataError) {
    guard FileKind(path: folder) == .directory else {
      throw DataError(.noSuchFile, path: folder)
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let events = names.filter { $0.contains("tfevents") }.sorted()
    guard !events.isEmpty else {
      throw DataError(
        .cannotRead(reason: "expected an event file (…tfevents…), found none"), path: folder)
    }
    for name in events { try read(folder + "/" + name) }
  }

  /// Takes in one event.
  ///
  /// - Parameter event: The event; one that restarts the run makes void what stood at its step and later.
  public mutating func add(_ event: TFEvent) {
    eventCount += 1
    if event.restarts { cut(from: event.step) }
    for value in event.values {
      switch value.content {
      case .scalar(let number):
        scalars[value.tag, default: []].append(
          Point(step: event.step, wallTime: event.wallTime, value: number))
      case .histogram(let histogram):
        histograms[value.tag, default: []].append((event.step, histogram))
      case .text(let lines): texts[value.tag, default: []].append((event.step, lines))
      case .hyperparameters(let values): hyperparameters.merge(values) { _, new in new }
      case .other: break
      }
    }
  }

  private mutating func read(_ path: String) throws(DataError) {
    var reader = try TFEventReader(path)
    do throws(DataError) {
      while let event = try reader.next() { add(event) }
    } catch {
      damage.append(error)
    }
  }

  private mutating func cut(from step: Int64) {
    for (tag, points) in scalars { scalars[tag] = points.filter { $0.step < step } }
    for (tag, points) in histograms { histograms[tag] = points.filter { $0.step < step } }
    for (tag, points) in texts { texts[tag] = points.filter { $0.step < step } }
  }
}
