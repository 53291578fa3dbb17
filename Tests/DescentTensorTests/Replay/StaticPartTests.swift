import Testing

@testable import DescentTensor

@Suite struct StaticPartTests {
  private protocol Part: Sendable {}
  private struct Empty: Part {}
  private struct AlsoEmpty: Part {}
  private struct Option: Part { var number: Double? }
  private enum Kind { case plain, odd(Int) }
  private final class Object { var number = 1 }

  private struct Whole {
    var weight = Parameter(Tensor([1, 2]))
    var bias: Parameter? = Parameter(Tensor([1, 2]))
    var constant = Tensor([3, 4])
    var parts: [any Part] = [Empty(), Option(number: 1)]
    var kind = Kind.plain
    var flag = true
    var numbers = [1, 2]
  }

  private let whole = Whole()

  private func isNoticed(_ change: (inout Whole) -> Void) -> Bool {
    var changed = whole
    change(&changed)
    return StaticPart(of: changed) != StaticPart(of: whole)
  }

  @Test func weightsDoNotCount() {
    #expect(StaticPart(of: whole) == StaticPart(of: whole))
    #expect(!isNoticed { $0.weight.value = Tensor([5, 6]) })
    #expect(!isNoticed { $0.bias?.value = Tensor([5, 6]) })
  }

  @Test func allElseCounts() {
    #expect(isNoticed { $0.bias = nil })
    #expect(isNoticed { $0.constant[0] = Tensor(7) })
    #expect(isNoticed { $0.parts[0] = AlsoEmpty() })
    #expect(isNoticed { $0.parts[1] = Option(number: 2) })
    #expect(isNoticed { $0.parts[1] = Option(number: nil) })
    #expect(isNoticed { $0.parts.append(Empty()) })
    #expect(isNoticed { $0.kind = .odd(0) })
    #expect(isNoticed { $0.flag = false })
    #expect(isNoticed { $0.numbers = [1, 3] })
  }

  @Test func ofAnObjectOnlyTheIdentityCounts() {
    let object = Object()
    let before = StaticPart(of: object)
    object.number = 2
    #expect(StaticPart(of: object) == before)
    #expect(StaticPart(of: Object()) != before)
    #expect(before.isIndirect)
  }
}
