import Foundation
import Synchronization
import Testing

@testable import DescentTensor

/// Runs a closure on a new thread with a small stack, where deep recursion would crash.
func onSmallStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) -> Result? {
  let slot = Slot<Result>()
  let done = DispatchSemaphore(value: 0)
  let thread = Thread {
    slot.result.withLock { $0 = body() }
    done.signal()
  }
  thread.stackSize = 512 * 1024
  thread.start()
  done.wait()
  return slot.result.withLock { $0 }
}

private final class Slot<Result: Sendable>: Sendable {
  let result = Mutex<Result?>(nil)
}

/// What a tape holds is freed, whatever its length.
@Suite struct TapeTests {
  /// Shows by a weak reference whether a tensor's memory is still held.
  private struct Witness {
    weak var storage: Storage?
    init(_ tensor: Tensor) { storage = tensor.storage }
  }

  @Test func recordingsFreeWhatTheySaved() {
    var witnesses: [Witness] = []
    for _ in 0..<1000 {
      let x = numbers([20])
      _ = valueAndGradient(at: x) { x in
        let y = (x.exp() * x).softmax()
        witnesses.append(Witness(y))
        let z = y.tanh().log()
        witnesses.append(Witness(z))
        return z.sum()
      }
      witnesses.append(Witness(x))
    }
    #expect(witnesses.count == 3000)
    #expect(witnesses.allSatisfy { $0.storage == nil })
  }

  @Test func nestedAndCustomRecordingsFreeWhatTheySaved() {
    var witnesses: [Witness] = []
    for _ in 0..<50 {
      let x = numbers([20])
      _ = valueAndGradient(at: x) { x in
        let inner = valueAndGradient(at: x) { x in
          let y = x.exp()
          witnesses.append(Witness(y))
          return Tensor.custom(of: [y], value: y.detached.sin()) { [$0 * y.cos()] }.sum()
        }
        witnesses.append(Witness(inner.gradient))
        return (inner.gradient * x).sum()
      }
    }
    #expect(witnesses.allSatisfy { $0.storage == nil })
  }

  @Test func theLastPassFreesOnTheWay() {
    var isHeld: [Bool] = []
    _ = valueAndGradient(at: numbers([20])) { x in
      var later: Witness?
      let y = Tensor.custom(of: [x], value: x) {
        isHeld.append(later?.storage != nil)
        return [$0]
      }
      // It saves its result.
      let z = y.exp()
      later = Witness(z)
      #expect(later?.storage != nil)
      return z.sum()
    }
    #expect(isHeld == [false])
  }

  @Test func aMillionOperationsNeedNoStack() throws {
    // On 512 kB a recursion of a million calls would crash.
    let slope = onSmallStack {
      valueAndGradient(at: Tensor(1)) { x in
        var y = x
        for _ in 0..<1_000_000 { y = y + 1e-6 }
        return y * y
      }.gradient.scalar
    }
    #expect(abs(try #require(slope) - 4) < 1e-6)
  }

  @Test func memoryOfAGreatTapeIsGivenBack() throws {
    let held = onSmallStack { () -> (Int, Double) in
      let y = valueAndGradient(at: Tensor(1)) { x in
        var y = x
        for _ in 0..<100_000 { y = -y }
        return y
      }.gradient.scalar
      return (Tape.current?.pointee.heldEntries ?? -1, y)
    }
    #expect(try #require(held).0 <= 1 << 16)
    #expect(held?.1 == 1)
  }

  @Test func tapesEndWithTheirThreads() {
    let before = Tape.living.load(ordering: .relaxed)
    for k in 0..<20 {
      _ = onSmallStack { valueAndGradient(at: Tensor(Double(k))) { $0 * $0 }.gradient.scalar }
    }
    // Other tests record on threads of their own meanwhile.
    #expect(Tape.living.load(ordering: .relaxed) < before + 15)
  }
}
