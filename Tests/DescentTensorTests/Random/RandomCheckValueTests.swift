import DescentTensor
import Testing

/// Values that anyone can type into torch, seed 42 unless said.
@Suite struct RandomCheckValueTests {
  var generator = Generator(seed: 42)

  @Test(
    arguments: [
      (0, [2_357_136_044, 2_546_248_239, 3_071_714_933]),
      (1, [1_791_095_845, 4_282_876_139, 3_093_770_124]),
      (42, [1_608_637_542, 3_421_126_067, 4_083_286_876]),
    ] as [(Int, [UInt32])])
  func firstWords(seed: Int, words: [UInt32]) {
    var generator = Generator(seed: seed)
    #expect([generator.nextWord(), generator.nextWord(), generator.nextWord()] == words)
  }

  @Test mutating func rand() {
    #expect(generator.rand(3) as [Float] == [0.8822692633, 0.9150039554, 0.3828637600])
    var zero = Generator(seed: 0)
    #expect(zero.rand(2) as [Double] == [0.9700530018065531, 0.707819864399788])
  }

  @Test mutating func fewNormals() {
    #expect(generator.randn(3) as [Float] == [0.3366903663, 0.1288094074, 0.2344623655])
  }

  @Test mutating func sixteenNormals() {
    let got: [Float] = generator.randn(16)
    #expect(got.prefix(3) == [1.9269152880, 1.4872840643, 0.9007171988])
  }

  @Test mutating func seventeenNormalsRedrawTheLastSixteen() {
    let got: [Float] = generator.randn(17)
    #expect(got.prefix(3) == [1.9269152880, -0.1595974714, -0.4973975420])
    #expect(got.last == -0.3097267747)
  }

  @Test mutating func sixteenNormalsInFloat64() {
    let got: [Double] = generator.randn(16)
    #expect(ulps(got[0], 0.2995562877502637) <= 4)
    #expect(ulps(got[1], 0.24237779080894106) <= 4)
  }

  @Test mutating func permutation() {
    #expect(generator.permutation(8) == [6, 3, 0, 7, 2, 1, 4, 5])
  }

  @Test mutating func masksOfANumberAndOfATensorDiffer() {
    var other = generator
    #expect(generator.bernoulli(10, 0.5) as [Float] == [1, 1, 1, 1, 0, 1, 0, 0, 1, 1])
    let halves = [Float](repeating: 0.5, count: 10)
    #expect(other.bernoulli(each: halves) == [0, 0, 1, 0, 1, 0, 1, 0, 0, 1])
  }

  @Test mutating func linear() {
    let want: [Float] = [
      0.5406103730, 0.5869042277, -0.1656556576, 0.6495562792, -0.1549296230, 0.1426875591,
    ]
    #expect(generator.layer(weights: 4, biases: 2, fanIn: 2) == want)
  }

  @Test func year2017() {
    var generator = Generator(seed: 42, stream: .torch2017)
    #expect(generator.rand(1) as [Double] == [0.37454011430963874])
    generator.seed(42)
    let normals: [Double] = generator.randn(3)
    let want = [-1.2582124295117618, 1.26550484953221, 0.606347396949904]
    for (got, want) in zip(normals, want) { #expect(ulps(got, want) <= 4) }
  }

  /// A uniform that equals the probability is a yes in 2017, and a no today.
  @Test(arguments: Generator.Stream.allCases)
  func theEdgeOfAProbability(stream: Generator.Stream) {
    for seed in 0..<8 {
      let start = Generator(seed: seed, stream: stream)
      var (a, b, c) = (start, start, start)
      let units: [Double] = a.rand(1)
      let want = stream == .torch ? 0.0 : 1.0
      #expect(b.bernoulli(1, units[0]) as [Double] == [want])
      #expect(c.bernoulli(each: units) == [want])
    }
  }

  /// The factor is the reciprocal of the rounded number, not the rounded reciprocal.
  @Test mutating func dropoutDividesInFloat32() {
    let p = 0.42
    let factors: [Float] = generator.dropout(40, p)
    #expect(1 / Float(1 - p) != Float(1 / (1 - p)))
    #expect(Set(factors) == [0, 1 / Float(1 - p)])
  }

  /// Torch of 2017 counted all inputs of a convolution with groups.
  @Test func groupsIn2017() {
    var generator = Generator(seed: 42, stream: .torch2017)
    var shadow = generator
    let bound = 1 / 60.0.squareRoot()
    let want: [Float] = shadow.uniform(180 + 6, -bound, bound)
    #expect(generator.layer(weights: 180, biases: 6, fanIn: 30, groups: 2) == want)
  }

  /// Both bounds are the same float32 number, and not always the same float64 one.
  @Test func boundsOfLayers() {
    #expect(
      (1...2000).allSatisfy { Float(kaimingUniformBound(fanIn: $0)) == Float(biasBound(fanIn: $0)) }
    )
    #expect((1...2000).contains { kaimingUniformBound(fanIn: $0) != biasBound(fanIn: $0) })
  }

  /// The open end is replaced by the closed one where rounding reaches it.
  @Test mutating func theOpenEndStaysOpen() {
    #expect((generator.uniform(64, 1, 1 + 0x1p-23) as [Float]).allSatisfy { $0 == 1 })
  }
}
