import DescentTensor
import Foundation
import Testing

/// The generator as a value: seeds, snapshots, saved states.
@Suite struct RandomGeneratorTests {
  @Test func onlyTheLow32BitsOfASeedMatter() {
    var five = Generator(seed: 5)
    var far = Generator(seed: 5 + 1 << 32)
    var low = Generator(seed: Int.min)
    var zero = Generator(seed: 0)
    #expect(far.initialSeed == 5 + 1 << 32)
    #expect(five.next() == far.next())
    #expect(low.next() == zero.next())
    #expect(Generator(seed: -1) == Generator(seed: UInt64.max))
    #expect(five != far)
  }

  @Test(arguments: Generator.Stream.allCases)
  func aCopyIsASnapshot(stream: Generator.Stream) {
    var generator = Generator(seed: 545_345, stream: stream)
    _ = generator.randn(3) as [Float]
    let snapshot = generator
    #expect(snapshot == generator)
    let first: [Float] = generator.randn(700)
    #expect(snapshot != generator)
    var again = snapshot
    #expect(again.randn(700) as [Float] == first)
    #expect(again == generator)
  }

  /// Both have used one word of their 624, of different regenerations.
  @Test func equalityLooksAtTheWords() {
    var one = Generator(seed: 5)
    var two = one
    _ = one.nextWord()
    for _ in 0..<625 { _ = two.nextWord() }
    #expect(one != two)
    for _ in 0..<624 { _ = one.nextWord() }
    #expect(one == two)
  }

  /// The second normal of a pair waits through blocks and uniforms, and dies by seeding.
  @Test func aNormalWaits() {
    var generator = Generator(seed: 7)
    let four: [Double] = generator.randn(4)
    generator.seed(7)
    _ = generator.randn(3) as [Float]
    _ = generator.randn(20) as [Float]
    _ = generator.rand(5) as [Double]
    #expect(generator.randn(1) as [Double] == [four[3]])
    generator.seed(7)
    _ = generator.randn(3) as [Float]
    generator.seed(7)
    #expect(generator == Generator(seed: 7))
    #expect(generator.randn(1) as [Double] == [four[0]])
  }

  @Test func emptyFillsDrawNothing() {
    var generator = Generator(seed: 1)
    _ = generator.randn(0) as [Float]
    _ = generator.rand(0) as [Double]
    _ = generator.dropout(20, 0) as [Float]
    _ = generator.dropout(20, 1) as [Float]
    #expect(generator == Generator(seed: 1))
    #expect(generator.dropout(2, 0) as [Float] == [1, 1])
    #expect(generator.dropout(2, 1) as [Double] == [0, 0])
  }

  @Test(arguments: [0, 1, 3, 623, 624, 625])
  func torchStateGoesOn(words: Int) throws {
    var generator = Generator(seed: UInt64.max - 3)
    _ = generator.randn(1) as [Float]
    for _ in 0..<words { _ = generator.nextWord() }
    let bytes = generator.torchState()
    var copy = try Generator(torchState: bytes)
    #expect(copy == generator)
    #expect(copy.torchState() == bytes)
    #expect(copy.randn(5) as [Float] == generator.randn(5))
  }

  @Test func torchStateIsLaidOutAsTorchs() throws {
    var generator = Generator(seed: 0x0102_0304_0506_0708)
    let fresh = generator.torchState()
    #expect(fresh.count == 5056)
    #expect(Array(fresh[0..<8]) == [8, 7, 6, 5, 4, 3, 2, 1])
    #expect(Array(fresh[8..<24]) == [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(Array(fresh[24..<32]) == [8, 7, 6, 5, 0, 0, 0, 0])
    #expect(fresh[5016...].allSatisfy { $0 == 0 })
    #expect(try Generator(torchState: fresh) == generator)
    let pair: [Double] = generator.randn(2)
    generator.seed(0x0102_0304_0506_0708)
    _ = generator.randn(1) as [Double]
    let bytes = generator.torchState()
    // Four words used: a countdown of 621, next 4.
    #expect(Array(bytes[8..<12]) == [0x6D, 2, 0, 0])
    #expect(Array(bytes[16..<24]) == [4, 0, 0, 0, 0, 0, 0, 0])
    let waiting = bytes[5024..<5032].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    #expect(Double(bitPattern: waiting) == pair[1])
    #expect(Array(bytes[5040..<5044]) == [1, 0, 0, 0])
  }

  @Test func statesThatAreNoneAreRefused() {
    let good = Generator(seed: 1).torchState()
    #expect(throws: GeneratorError.stateSize(found: 3)) { try Generator(torchState: [1, 2, 3]) }
    for (position, byte) in [(8, 7), (12, 0), (16, 5), (23, 255), (30, 1), (5040, 2)] {
      var bad = good
      bad[position] = UInt8(byte)
      #expect(throws: GeneratorError.self) { try Generator(torchState: bad) }
    }
    var nan = good
    nan[5040] = 1
    nan.replaceSubrange(5024..<5032, with: [UInt8](repeating: 0xFF, count: 8))
    #expect(throws: GeneratorError.self) { try Generator(torchState: nan) }
    #expect(
      "\(GeneratorError.stateSize(found: 3))" == "generator state: expected 5056 bytes, found 3")
  }

  @Test(arguments: Generator.Stream.allCases, [0, 1, 623, 624])
  func encodedGeneratorsGoOn(stream: Generator.Stream, words: Int) throws {
    var generator = Generator(seed: -545_345, stream: stream)
    _ = generator.randn(1) as [Double]
    for _ in 0..<words { _ = generator.nextWord() }
    var copy = try JSONDecoder().decode(Generator.self, from: JSONEncoder().encode(generator))
    #expect(copy == generator)
    #expect(copy.randn(3) as [Double] == generator.randn(3))
  }

  @Test(arguments: [
    (#""next":0"#, #""next":9"#), (#""left":1"#, #""left":700"#),
    (#""waiting":[]"#, #""waiting":[1]"#),
    (#""waiting":[]"#, #""waiting":[18446744073709551615,0]"#), (#""words":["#, #""words":[1,"#),
    (#""stream":"torch""#, #""stream":"torch3000""#),
  ])
  func damagedEncodingsAreRefused(good: String, bad: String) throws {
    let text = String(decoding: try JSONEncoder().encode(Generator(seed: 1)), as: UTF8.self)
    try #require(text.contains(good))
    let damaged = Data(text.replacingOccurrences(of: good, with: bad).utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Generator.self, from: damaged) }
  }

  @Test func servesTheStandardLibrary() {
    var generator = Generator(seed: 42)
    #expect(generator.next() == 1_608_637_542 << 32 | 3_421_126_067)
    #expect(Set([1, 2, 3].shuffled(using: &generator)) == [1, 2, 3])
  }

  @Test func unspecifiedDrawsOf2017Trap() async {
    await #expect(processExitsWith: .failure) {
      var generator = Generator(seed: 1, stream: .torch2017)
      _ = generator.exponential(3) as [Float]
    }
    await #expect(processExitsWith: .failure) {
      _ = Generator(seed: 1, stream: .torch2017).torchState()
    }
  }
}
