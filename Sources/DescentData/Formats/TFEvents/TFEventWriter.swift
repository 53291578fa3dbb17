import DescentTensor
import Foundation
import Synchronization

/// Writes a TensorBoard event file: `tensorboard --logdir FOLDER` shows what is in it.
///
///     let writer = try TFEventWriter(folder: "run")
///     try writer.append([.init("loss", .scalar(0.5))], step: 0)
///     try writer.append([.init("about", .text(["**a run**"]))], step: 0)
///
/// Each event is handed to the system at once, so that a process that is killed loses none. A run that
/// is resumed begins a file of its own, which says from which step on the files before it are void.
public final class TFEventWriter: Sendable {
  /// The file.
  public let path: String
  private let file: Mutex<AppendedFile>
  let clock: @Sendable () -> Double

  /// Begins an event file in a folder, which is made where there is none.
  ///
  /// - Parameters:
  ///   - folder: The folder of the run, which may hold files of earlier parts of it.
  ///   - step: The first step that is written; what other files of the folder say of this step and later
  ///     ones is void. Nil for a run that begins.
  ///   - clock: Gives the time, in seconds since 1970.
  /// - Throws: ``DataError`` if nothing can be written there.
  public init(
    folder: String, from step: Int64? = nil,
    clock: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }
  ) throws(DataError) {
    try makeFolder(folder)
    let now = clock()
    let opened = try Self.newFile(in: folder, at: now)
    path = opened.path
    file = Mutex(opened)
    self.clock = clock
    try append(.with { $0.fileVersion = "brain.Event:2" }, now)
    if let step { try restart(at: step) }
  }

  /// Says that the run goes on from a step, which makes void what this and other files of the folder say
  /// of it and of later ones.
  ///
  /// - Parameter step: The first step that will be written.
  /// - Throws: ``DataError`` if the disk does not take it.
  public func restart(at step: Int64) throws(DataError) {
    try append(
      .with {
        $0.step = step
        $0.sessionLog.status = .start
      }, clock())
  }

  /// Appends what is known of a step.
  ///
  /// Scalars are kept in `float32`, as TensorBoard shows them.
  ///
  /// - Parameters:
  ///   - values: What is known, each under a tag of its own.
  ///   - step: The step.
  /// - Throws: ``DataError`` if the disk does not take it; the file is as before then.
  public func append(_ values: [TFEvent.Value], step: Int64) throws(DataError) {
    let event = Tensorflow_Event.with { event in
      event.step = step
      event.summary.value = values.map(\.message)
    }
    try append(event, clock())
  }

  /// Flushes the file to the disk, which guards it against a power cut.
  public func flush() { file.withLock { $0.flush() } }

  func append(_ event: Tensorflow_Event, _ now: Double) throws(DataError) {
    var event = event
    event.wallTime = now
    let bytes: [UInt8]
    do {
      bytes = try event.serializedBytes()
    } catch {
      throw DataError(.cannotWrite(reason: "an event of 2 GB or more"), path: path)
    }
    var record: [UInt8] = []
    bytes.withUnsafeBytes { TFRecord.append($0, to: &record) }
    try file.withLock { file throws(DataError) in try file.append(record) }
  }

  /// A file whose name sorts behind those that are there, for readers take them in that order.
  private static func newFile(in folder: String, at now: Double) throws(DataError) -> AppendedFile {
    let start = "events.out.tfevents."
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    // A clock may have been put back.
    let others = names.filter { $0.hasPrefix(start) }.compactMap { name in
      name.dropFirst(start.count).split(separator: ".").first.flatMap { Int64($0) }
    }
    let seconds = max(Int64(exactly: now.rounded(.down)) ?? 0, others.max() ?? 0)
    let host = machineName().filter { $0 != "/" }
    let process = ProcessInfo.processInfo.processIdentifier
    for number in 0..<10_000
    where !names.contains(where: { name in
      name.hasPrefix("\(start)\(digits(seconds, 10)).\(digits(number, 4))")
    }) {
      let name = "\(start)\(digits(seconds, 10)).\(digits(number, 4)).\(host).\(process)"
      return try AppendedFile(path: "\(folder)/\(name)", isNew: true)
    }
    throw DataError(.cannotWrite(reason: "too many event files of one second"), path: folder)
  }
}

/// A number with zeros before it.
private func digits(_ number: some BinaryInteger, _ count: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, count - text.count)) + text
}
