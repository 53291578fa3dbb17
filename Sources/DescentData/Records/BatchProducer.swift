import Dispatch
import Synchronization

/// Reads the records of a stream in their order, and makes batches of them ahead on other threads.
///
/// One queue reads, so that the order is the stream's; the batches are made side by side and handed out
/// in the order in which their records were read.
final class BatchProducer<Batch: Sendable>: Sendable {
  /// What becomes of some records: a batch with where the stream was after it; nil after the last.
  private typealias Made = Result<(batch: Batch, count: Int)?, DataError>

  /// A batch that is being made.
  private final class Order: Sendable {
    let isMade = DispatchSemaphore(value: 0)
    let made = Mutex<(Made, RecordPosition)?>(nil)
  }

  private struct State: ~Copyable {
    var orders: [Order] = []
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
    let order = state.withLock { state -> Order? in
      guard !state.isAtEnd else { return nil }
      while state.orders.count <= prefetching { state.orders.append(begin()) }
      return state.orders.removeFirst()
    }
    guard let order else { return nil }
    order.isMade.wait()
    guard let (made, place) = order.made.withLock({ $0 }) else { return nil }
    switch made {
    case .success(let batch):
      state.withLock { state in
        state.place = place
        state.isAtEnd = batch == nil
      }
      return batch
    case .failure(let error): throw error
    }
  }

  /// Has a batch read and made.
  private func begin() -> Order {
    let order = Order()
    let (stream, size, dropsLast, collect) = (stream, batchSize, dropsLast, collect)
    let finish: @Sendable (Made, RecordPosition) -> Void = { made, place in
      order.made.withLock { $0 = (made, place) }
      order.isMade.signal()
    }
    reading.async {
      let (read, place) = stream.read(size)
      switch read {
      case .failure(let error): finish(.failure(error), place)
      case .success(let records) where records.isEmpty || (dropsLast && records.count < size):
        finish(.success(nil), place)
      case .success(let records):
        DispatchQueue.global().async {
          do throws(DataError) {
            finish(.success((try collect(records), records.count)), place)
          } catch {
            finish(.failure(error), place)
          }
        }
      }
    }
    return order
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
