import Dispatch
import Synchronization

/// A batch that is made on another thread, or by whoever asks for it first.
///
/// Copies of a pass share it: what it makes depends on nothing but the rows.
final class Ahead<Batch: Sendable>: Sendable {
  private enum State {
    case waiting, running
    case done(Batch)
  }

  private let state = Mutex(State.waiting)
  private let isDone = DispatchSemaphore(value: 0)
  private let rows: [Int]
  private let collect: @Sendable ([Int]) -> Batch

  init(_ rows: [Int], _ collect: @escaping @Sendable ([Int]) -> Batch) {
    self.rows = rows
    self.collect = collect
    DispatchQueue.global().async { [self] in run() }
  }

  /// The batch and the number of its examples.
  func wait() -> (batch: Batch, count: Int) {
    // A busy machine may not have begun it: then nobody is waited for.
    run()
    while true {
      if case .done(let batch) = state.withLock({ $0 }) { return (batch, rows.count) }
      isDone.wait()
      isDone.signal()
    }
  }

  private func run() {
    let isMine = state.withLock { state in
      guard case .waiting = state else { return false }
      state = .running
      return true
    }
    guard isMine else { return }
    let batch = collect(rows)
    state.withLock { $0 = .done(batch) }
    isDone.signal()
  }
}
