import Testing

@testable import DescentTensor

/// Runs a step some times, eagerly and by a replay, on arguments that change from run to run, and
/// compares the bits of what it gives.
func compareReplay(
  _ name: String, runs: Int = 9, _ arguments: (inout Generator) -> [Tensor],
  _ step: @Sendable ([Tensor], inout Generator) -> [Tensor]
) -> StepReplay {
  let replay = StepReplay()
  var (source, drawn, drawnToo) = (
    Generator(seed: 1), Generator(seed: 2), Generator(seed: 2)
  )
  for run in 0..<runs {
    let given = arguments(&source)
    let expected = step(given, &drawn)
    let output = replay.run(given, drawingFrom: &drawnToo) { (step($0, &$1), nil) }
    let results = output?.results ?? step(given, &drawnToo)
    #expect(drawn == drawnToo, "\(name), run \(run): the generator")
    #expect(results.count == expected.count)
    for (k, (a, b)) in zip(results, expected).enumerated() {
      // Not compared inside: a difference of long arrays takes minutes to be told.
      let isSame = bits(a) == bits(b)
      #expect(isSame, "\(name), run \(run), result \(k)")
    }
  }
  return replay
}

private func bits(_ x: Tensor) -> [UInt8] {
  x.withUnsafeMemory { [UInt8](UnsafeRawBufferPointer(start: $0, count: x.storage.byteCount)) }
}
