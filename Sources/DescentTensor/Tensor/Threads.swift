import Dispatch
import Synchronization

/// How many threads the library computes with.
///
/// Results do not depend on it: work is cut into pieces of fixed size, whoever takes them.
public enum Threads {
  private static let chosen = Atomic<Int>(0)

  /// The number of threads, the calling one included; by default as many as there are processors.
  public static var count: Int {
    get {
      let n = chosen.load(ordering: .relaxed)
      return n > 0 ? n : available
    }
    set {
      precondition(newValue >= 1, "Threads.count: \(newValue)")
      chosen.store(newValue, ordering: .relaxed)
    }
  }

  private static let available = activeProcessorCount()

  /// From this many elements on, a second thread pays for its waking.
  package static let grain = 32_768

  /// Runs `body` over the pieces of `0..<count`, each `grain` long, on up to ``count`` threads.
  ///
  /// Threads claim the next piece when they are done with one, so a busy machine costs little.
  package static func split(
    _ count: Int, grain: Int = Threads.grain, _ body: @Sendable (Range<Int>) -> Void
  ) {
    let pieces = (count + grain - 1) / grain
    let workers = min(pieces, Threads.count)
    guard workers > 1 else {
      if count > 0 { body(0..<count) }
      return
    }
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let piece = next.add(1, ordering: .relaxed).oldValue
        guard piece < pieces else { return }
        body(piece * grain..<min(count, (piece + 1) * grain))
      }
    }
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

private func activeProcessorCount() -> Int {
  max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}
