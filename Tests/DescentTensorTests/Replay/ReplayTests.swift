import Testing

@testable import DescentTensor

/// A recorded step gives the bits of the eager one, or is not replayed.
struct ReplayTests {
  @Test(arguments: ReplayCase.all)
  func replaysHaveTheBitsOfEagerSteps(_ example: ReplayCase) {
    for dtype in [DType.float32, .float64] {
      let replay = compareReplay(example.name) { source in
        example.shapes.map { Tensor.rand($0, dtype: dtype, using: &source) + 0.25 }
      } _: { inputs, generator in
        let drawn = example.draws(inputs, &generator)
        let (value, gradient) = valueAndGradient(at: inputs) { x in
          let y = example.body(zip(x, drawn).map { $0 + $1 })
          return (y * y.detached).sum()
        }
        return [value] + gradient
      }
      #expect(replay.counts.replayed == 5, "\(example.name)")
      #expect(replay.counts.recorded == 4, "\(example.name)")
    }
  }

  @Test func integersAndComparisonsAreReplayed() {
    let replay = compareReplay("whole numbers") { source in
      [Tensor.randint([6], to: 5, dtype: .int32, using: &source)]
    } _: { x, _ in
      let x = x[0]
      return [
        -x, x.abs(), x.sign(), x * 3, x + x, (x .> 2), (x .== 1).not, x.converted(to: .float64),
        x.max(), x.argmax(), x.sum(), (x .> 2).select(x, -x), (x .> 1).and(x .< 3),
      ]
    }
    #expect(replay.counts.replayed == 5)
  }

  @Test func gradientsOfGradientsAreReplayed() {
    let replay = compareReplay("second order") {
      [Tensor.rand([5], dtype: .float64, using: &$0)]
    } _: { x, _ in
      let (value, gradient, product) = hessianVectorProduct(at: x[0], along: x[0].detached) {
        ($0.tanh() * $0.exp()).sum()
      }
      return [value, gradient, product]
    }
    #expect(replay.counts.replayed == 5)
  }

  @Test func readingElementsPinsAStep() {
    let replay = compareReplay("branch") {
      [Tensor.randn([3], using: &$0)]
    } _: { x, _ in
      [x[0].sum().scalar > 0 ? x[0] * 2 : x[0] * 3]
    }
    #expect(replay.counts == (replayed: 0, recorded: 1))
    let equality = compareReplay("equality") {
      [Tensor.randn([3], using: &$0)]
    } _: { x, _ in
      [x[0] == x[0].abs() ? x[0] * 2 : x[0] * 3]
    }
    #expect(equality.counts.replayed == 0)
  }

  @Test func drawsThatAreNotTensorsPinAStep() {
    let replay = compareReplay("coin") {
      [Tensor.randn([3], using: &$0)]
    } _: { x, generator in
      [generator.next() % 2 == 0 ? x[0] * 2 : x[0] * 3]
    }
    #expect(replay.counts.replayed == 0)
    // A draw from a copy of the generator: the step's own does not move.
    let copied = compareReplay("copy") {
      [Tensor.randn([3], using: &$0)]
    } _: { x, generator in
      var copy = generator
      return [x[0] * Tensor.rand([3], using: &copy)]
    }
    #expect(copied.counts.replayed == 0)
  }

  @Test func argumentsThatShareMemoryAreToldApart() throws {
    let captured = Tensor([1, 2, 3], dtype: .float32)
    let replay = StepReplay()
    var generator = Generator(seed: 0)
    for run in 0..<8 {
      // At the recordings both arguments, and what the step captures, are one tensor.
      let isShared = run & (run + 1) == 0 || run == 1 || run == 3
      let a = isShared ? captured : captured * Double(run)
      let b = isShared ? captured : captured + Double(run)
      let output = replay.run([a, b], drawingFrom: &generator) { x, _ in
        ([x[0] * 100 + x[1] * 10 + captured], nil)
      }
      let results = try #require(output).results
      #expect(results[0] == a * 100 + b * 10 + captured, "run \(run)")
    }
    #expect(replay.counts.replayed > 0)
  }

  @Test func anotherShapeIsAnotherProgram() throws {
    let replay = StepReplay()
    var generator = Generator(seed: 0)
    for run in 0..<40 {
      let n = [4, 3, 4, 4][run % 4]
      let x = Tensor.randn([n], using: &generator)
      let output = replay.run([x], drawingFrom: &generator) { x, _ in
        ([(x[0] * 2).sum() / Double(x[0].count)], nil)
      }
      let results = try #require(output).results
      #expect(results[0] == (x * 2).sum() / Double(n))
    }
    #expect(replay.counts.recorded == 5 + 4)
    #expect(replay.counts.replayed == 31)
  }

  @Test func anotherKeyIsAnotherProgram() throws {
    let replay = StepReplay()
    var generator = Generator(seed: 0)
    for run in 0..<20 {
      let factor = Double(run % 2 + 2)
      var key = StepKey()
      key.other = factor
      let x = Tensor.randn([4], using: &generator)
      let output = replay.run([x], key: key, drawingFrom: &generator) { x, _ in
        ([x[0] * factor], Outside(factor))
      }
      let results = try #require(output).results
      #expect(results[0] == x * factor)
      #expect((output?.structure as? Outside)?.value == factor)
    }
    #expect(replay.counts.replayed == 12)
  }

  @Test func shapesThatNeverComeAgainAreGivenUp() {
    let replay = StepReplay()
    var generator = Generator(seed: 0)
    for run in 1...100 {
      let x = Tensor.ones([run])
      let y = replay.run([x], drawingFrom: &generator) { x, _ in ([x[0].sum()], nil) }?.results[0]
      #expect((y ?? x.sum()).scalar == Double(run))
    }
    #expect(replay.counts == (replayed: 0, recorded: 64))
  }

  /// Something from outside that changes behind a step's back.
  private final class Outside: @unchecked Sendable {
    var value = 1.0
    init(_ value: Double = 1) { self.value = value }
  }

  @Test func aStepThatChangesIsRecordedAgainAndThenPinned() {
    let replay = StepReplay()
    let outside = Outside()
    var generator = Generator(seed: 0)
    let x = Tensor([1, 2], dtype: .float32)
    func run() -> Tensor {
      replay.run([x], drawingFrom: &generator) { x, _ in ([x[0] * outside.value], nil) }?
        .results[0] ?? x * outside.value
    }
    for _ in 0..<7 { #expect(run() == x) }
    outside.value = 2
    // Run 8 is a recording, and finds out.
    #expect(run() == x * 2)
    #expect(run() == x * 2)
    #expect(replay.counts.recorded == 5)
  }

  @Test func aStepThatIsNeverTheSameIsPinned() {
    let replay = StepReplay()
    let outside = Outside()
    var generator = Generator(seed: 0)
    let x = Tensor([1, 2], dtype: .float32)
    for run in 0..<12 {
      outside.value = Double(run)
      let y =
        replay.run([x], drawingFrom: &generator) { x, _ in
          ([x[0] * outside.value], nil)
        }?.results[0] ?? x * outside.value
      #expect(y == x * Double(run))
    }
    #expect(replay.counts == (replayed: 0, recorded: 5))
    #expect(replay.flaw != nil)
  }

  @Test func resultsStayWhatTheyWere() {
    let f = ReplayedFunction { ($0 * $0).sum() }
    var kept: [(value: Tensor, gradient: Tensor)] = []
    for i in 0..<10 { kept.append(f.valueAndGradient(at: Tensor([Double(i), 1]))) }
    #expect(f.counts.replayed == 6)
    for (i, (value, gradient)) in kept.enumerated() {
      #expect(value.scalar == Double(i * i + 1))
      #expect(gradient == Tensor([2 * Double(i), 2]))
    }
  }

  @Test func whatIsRecordedIsMadeShort() {
    func compile(_ n: Int, _ step: (Tensor) -> Tensor) -> (kernels: Int?, bytes: Int?) {
      let replay = StepReplay()
      var generator = Generator(seed: 0)
      for _ in 0..<3 {
        let x = Tensor.ones([n])
        _ = replay.run([x], drawingFrom: &generator) { x, _ in ([step(x[0])], nil) }
      }
      #expect(replay.counts.replayed == 1)
      return (replay.kernelCount, replay.byteCount)
    }
    // A chain is one kernel, whose values on the way take no place.
    #expect(compile(5000) { (($0 * 2).tanh() + 1).sigmoid() } == (1, 0))
    // A short one is not worth it; of its values those are at the result's place that become it.
    #expect(compile(500) { (($0 * 2).tanh() + 1).sigmoid() } == (4, 0))
    #expect(compile(500) { (($0 * 2).sum() + $0).sigmoid() } == (4, 2048 + 64))
    // Nobody reads the product.
    let unread = compile(500) { x in
      _ = x * 2
      return x.exp()
    }
    #expect(unread == (1, 0))
    // What does not depend on the argument is there already; a row of it need not be copied.
    #expect(compile(500) { $0 * Tensor.ones([500]).exp() } == (1, 0))
    #expect(compile(500) { $0.reshaped(to: [5, 100])[2].exp() } == (1, 0))
  }

  @Test func aReplayAsksForNoMemory() {
    let f = ReplayedFunction { x in (x.tanh() * x.exp() + 3).sigmoid().sum() }
    let x = Tensor.ones([1000])
    for _ in 0..<4 { _ = f.valueAndGradient(at: x) }
    // The fourth call is a recording, for which the memory of values on the way is given up.
    let given = TensorMemory.allocations
    _ = f.valueAndGradient(at: x)
    #expect(TensorMemory.allocations == given + 1)
    let (before, recorded) = (TensorMemory.allocations, f.counts.recorded)
    for _ in 0..<2 { _ = f.valueAndGradient(at: x) }
    #expect(f.counts.recorded == recorded)
    #expect(TensorMemory.allocations == before)
    let plain = TensorMemory.allocations
    _ = valueAndGradient(at: x) { x in (x.tanh() * x.exp() + 3).sigmoid().sum() }
    #expect(TensorMemory.allocations > plain)
  }

  @Test func insideARecordingItIsPartOfIt() {
    let f = ReplayedFunction { ($0 * $0 * $0).sum() }
    let x = Tensor([1, 2])
    for _ in 0..<6 {
      let (_, second) = valueAndGradient(at: x) { f.valueAndGradient(at: $0).gradient.sum() }
      #expect(second == Tensor([6, 12]))
    }
    #expect(f.counts == (replayed: 0, recorded: 0))
  }
}
