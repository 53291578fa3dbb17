import Dispatch
import Synchronization

/// Reads the records of a stream in their order, and makes batches of them ahead on other threads.
///
/// One queue reads, so that the order is the stream's; the batches are made side by side, by whoever comes
/// first, and handed out in the order in which their records were read.
final class BatchProducer<Batch: Sendable>: Sendable {
  private struct State: ~Copyable {
    var ahead: [BatchAhead<Batch>] = []
    var place: RecordPosition
    var isAtEnd = false
  }

  private let state: Mutex<State>
  private let stream: SharedStream
  private let batchSize: Int
  private let dropsLast: Bool
  private let prefetching: Int
  private let collect: @Sendable ([Record]) throws(DataError) -> Batch
  private let reading = DispatchQueue(label: "descent.records")

  init(
    _ stream: consuming sending RecordStream, _ batchSize: Int, _ dropsLast: Bool,
    _ prefetching: Int, _ collect: @escaping @Sendable ([Record]) throws(DataError) -> Batch
  ) {
    state = Mutex(State(place: stream.position))
    self.stream = SharedStream(stream)
    self.batchSize = batchSize
    self.dropsLast = dropsLast
    self.prefetching = prefetching
    self.collect = collect
  }

  /// Where the pass is, after the batch that was given last.
  var place: RecordPosition { state.withLock { $0.place } }

  /// Gives the next batch.
  func next() throws(DataError) -> (batch: Batch, count: Int)? {
    let next = state.withLock { state -> BatchAhead<Batch>? in
      guard !state.isAtEnd else { return nil }
      while state.ahead.count < max(1, prefetching + 1) {
        state.ahead.append(BatchAhead(collect))
        begin(state.ahead[state.ahead.count - 1])
      }
      return state.ahead.removeFirst()
    }
    guard let next else { return nil }
    let (batch, place) = try next.wait()
    state.withLock { state in
      state.place = place
      state.isAtEnd = batch == nil
    }
    return batch
  }

  /// Has records read for a batch, at once where none is made ahead.
  private func begin(_ batch: BatchAhead<Batch>) {
    let (stream, size, dropsLast) = (stream, batchSize, dropsLast)
    let read = { @Sendable in
      var (records, place) = stream.read(size)
      if dropsLast, case .success(let some) = records, some.count < size { records = .success([]) }
      batch.take(records, place)
    }
    if prefetching == 0 { return read() }
    reading.async {
      read()
      DispatchQueue.global().async { batch.make() }
    }
  }
}

/// A batch that is made on another thread, or by whoever asks for it first.
private final class BatchAhead<Batch: Sendable>: Sendable {
  typealias Made = Result<(batch: Batch, count: Int)?, DataError>

  private enum State {
    case reading, running
    case read(Result<[Record], DataError>)
    case made(Made)
  }

  private let state = Mutex((state: State.reading, place: RecordPosition?.none))
  private let isRead = DispatchSemaphore(value: 0)
  private let isMade = DispatchSemaphore(value: 0)
  private let collect: @Sendable ([Record]) throws(DataError) -> Batch

  init(_ collect: @escaping @Sendable ([Record]) throws(DataError) -> Batch) {
    self.collect = collect
  }

  /// Takes the records, and where the stream is after them; none mean the end.
  func take(_ records: Result<[Record], DataError>, _ place: RecordPosition) {
    state.withLock { $0 = (.read(records), place) }
    isRead.signal()
  }

  /// Makes the batch, unless somebody does or did.
  func make() {
    let read = state.withLock { state -> Result<[Record], DataError>? in
      guard case .read(let records) = state.state else { return nil }
      state.state = .running
      return records
    }
    guard let read else { return }
    let made: Made
    do throws(DataError) {
      let records = try read.get()
      made = .success(records.isEmpty ? nil : (try collect(records), records.count))
    } catch {
      made = .failure(error)
    }
    state.withLock { $0.state = .made(made) }
    isMade.signal()
  }

  /// The batch, nil for the end, with where the stream is after it; it is asked for once.
  func wait() throws(DataError) -> ((batch: Batch, count: Int)?, RecordPosition) {
    isRead.wait()
    // A busy machine may not have begun it: then nobody is waited for.
    make()
    isMade.wait()
    guard case (.made(let made), let place?) = state.withLock({ $0 }) else {
      preconditionFailure("BatchAhead: a batch is neither made nor refused")
    }
    return (try made.get(), place)
  }
}

/// A stream that one queue reads.
private final class SharedStream: Sendable {
  private let stream: Mutex<RecordStream>

  init(_ stream: consuming sending RecordStream) { self.stream = Mutex(stream) }

  /// Reads so many records, or what is left, and says where the stream is then.
  func read(_ count: Int) -> (Result<[Record], DataError>, RecordPosition) {
    stream.withLock { stream in
      var records: [Record] = []
      do throws(DataError) {
        while records.count < count, let record = try stream.next() { records.append(record) }
        return (.success(records), stream.position)
      } catch {
        return (.failure(error), stream.position)
      }
    }
  }
}
