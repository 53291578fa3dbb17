import Testing

@testable import DescentCommand

/// The values are torch 2.15's for the same seed.
@Suite struct RandomCommandTests {
  private func values(_ arguments: String...) throws -> [Double] {
    let result = descent(["random", "--seed", "42", "--json"] + arguments)
    #expect(result.code == 0, "\(result.error)")
    let document = try result.json
    guard case .array(let values)? = document["values"] else { return [] }
    return values.compactMap(\.double)
  }

  @Test func uniformNumbers() throws {
    #expect(
      try values("--kind", "rand", "--shape", "3").map(Float.init)
        == [0.8822692633, 0.9150039554, 0.3828637600])
  }

  @Test func normalNumbersOfBothPaths() throws {
    #expect(
      try values("--kind", "randn", "--shape", "3").map(Float.init)
        == [0.3366903663, 0.1288094074, 0.2344623655])
    #expect(
      try values("--kind", "randn", "--shape", "4,4").prefix(3).map(Float.init)
        == [1.9269152880, 1.4872840643, 0.9007171988])
  }

  @Test func permutationAndMask() throws {
    #expect(
      try values("--kind", "randperm", "--shape", "8") == [6, 3, 0, 7, 2, 1, 4, 5])
    #expect(
      try values("--kind", "bernoulli", "--shape", "10", "--p", "0.5")
        == [0, 0, 1, 0, 1, 0, 1, 0, 0, 1])
  }

  @Test func layerWeights() throws {
    #expect(
      try values("--kind", "linear", "--shape", "2,2").map(Float.init)
        == [0.5406103730, 0.5869042277, -0.1656556576, 0.6495562792])
  }

  @Test func streamOf2017() throws {
    let drawn = try values(
      "--kind", "randn", "--shape", "3", "--dtype", "float64", "--stream", "torch2017")
    let expected = [-1.2582124295117618, 1.26550484953221, 0.606347396949904]
    for (value, expected) in zip(drawn, expected) { #expect(abs(value - expected) < 1e-15) }
  }

  @Test(arguments: [
    (["--kind", "rand", "--shape", "3,x"], "--shape"),
    (["--kind", "rand", "--shape", "-3"], "--shape"),
    (["--kind", "rand", "--shape", "99999,99999,99999"], "--shape"),
    (["--kind", "randperm", "--shape", "3,4"], "--shape"),
    (["--kind", "linear", "--shape", "3"], "--shape"),
    (["--kind", "conv2d", "--shape", "3,0,1,1"], "--shape"),
    (["--kind", "randint", "--shape", "3", "--low", "5", "--high", "5"], "--low"),
    (["--kind", "bernoulli", "--shape", "3", "--p", "1.5"], "--p"),
    (["--kind", "rand", "--shape", "3", "--dtype", "float16"], "--dtype"),
    (["--kind", "cauchy", "--shape", "3"], "cauchy"),
  ])
  func wrongUsage(_ arguments: [String], _ named: String) {
    let result = descent(["random"] + arguments)
    #expect(result.code == 64)
    #expect(result.error.contains(named))
    #expect(result.output.isEmpty)
    #expect(result.error.split(separator: "\n").count == 1)
  }
}
