import DescentTensor
import Testing

@testable import DescentTraining

@Suite struct HoldOutTests {
  @Test(arguments: [(1599, 320, 191), (208, 42, 24), (10, 2, 1), (5, 1, 1)])
  func partsHaveTheirSizes(count: Int, test: Int, validation: Int) {
    var generator = Generator(seed: 4)
    let parts = HoldOut(count: count, using: &generator)
    #expect(parts.test.count == test)
    #expect(parts.validation.count == validation)
    #expect((parts.test + parts.validation + parts.training).sorted() == Array(0..<count))
  }

  @Test func theSeedDecides() {
    func split(_ seed: Int) -> HoldOut {
      var generator = Generator(seed: seed)
      return HoldOut(count: 50, using: &generator)
    }
    #expect(split(1) == split(1))
    #expect(split(1) != split(2))
    var generator = Generator(seed: 1)
    let order = generator.permutation(50)
    #expect(split(1).test == Array(order[..<10]))
    #expect(split(1).validation == Array(order[10..<16]))
  }
}
