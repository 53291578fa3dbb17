import CDescentKernels
import Testing

@testable import DescentTensor

/// Copies are independent, and memory that nobody else holds is changed in place.
@Suite struct ValueSemanticsTests {
  private func address(_ x: Tensor) -> UInt { UInt(bitPattern: x.pointer) }

  @Test func copiesAreIndependent() {
    for count in [3, 100] {
      let a = numbers([count])
      let before = a.doubles
      var b = a
      #expect(address(a) == address(b))
      b[0] = Tensor(99)
      #expect(a.doubles == before && b[0].scalar == 99)
      var c = a
      c.withUnsafeMutableElements(as: Double.self) { $0[1] = -7 }
      #expect(a.doubles == before && c[1].scalar == -7)
      var d = a
      d += 1
      #expect(a.doubles == before)
    }
  }

  @Test func slicesAndReshapesAreIndependent() {
    var x = numbers([4, 6])
    let values = x.doubles
    let (row, part, flat, turned) = (x[1], x[1..<3, 2...], x.flattened, x.transposed)
    x[.all] = Tensor.zeros([4, 6], dtype: .float64)
    #expect(row.doubles == Array(values[6..<12]))
    #expect(part[0].doubles == Array(values[8..<12]))
    #expect(flat.doubles == values)
    #expect(turned.transposed.doubles == values)
    var reshaped = flat.reshaped(to: [2, 12])
    reshaped[0] = Tensor.zeros([12], dtype: .float64)
    #expect(flat.doubles == values)
  }

  @Test func ownMemoryIsAssignedInPlace() {
    var x = Tensor.zeros([100, 10], dtype: .float64)
    let before = address(x)
    let allocations = dk_allocation_count()
    for i in 0..<100 { x[i, 3] = Tensor(Double(i)) }
    #expect(address(x) == before)
    #expect(dk_allocation_count() == allocations)
    #expect(x[.all, 3] == Tensor.range(to: 100, dtype: .float64))
  }

  @Test func assigningATensorToItsOwnSlice() {
    var x = Tensor([1.0, 2, 3, 4], shape: [2, 2])
    x[.all] = x.transposed
    #expect(x.doubles == [1, 3, 2, 4])
    x[.all] = x
    #expect(x.doubles == [1, 3, 2, 4])
    x[0] = x[1]
    #expect(x.doubles == [2, 4, 2, 4])
    x[0][1] = Tensor(9)
    #expect(x.doubles == [2, 9, 2, 4])
  }

  @Test func recordingsKeepWhatTheySaw() {
    var x = Tensor([1.0, 2, 3])
    let (_, gradient) = valueAndGradient(at: x) { leaf in
      let y = (leaf * leaf).sum()
      x[0] = Tensor(100)
      x.withUnsafeMutableElements(as: Double.self) { $0[1] = 100 }
      return y
    }
    #expect(gradient.doubles == [2, 4, 6])
    let (_, inside) = valueAndGradient(at: Tensor([1.0, 2, 3])) { leaf in
      var copy = leaf
      let y = (leaf * leaf).sum()
      copy.withUnsafeMutableElements(as: Double.self) { $0[0] = 100 }
      return y + copy.sum()
    }
    #expect(inside.doubles == [2, 4, 6])
  }

  @Test func tensorsAreSharedAcrossThreads() async {
    let shared = numbers([1000])
    let expected = shared.doubles
    let sums = await withTaskGroup(of: Double.self) { group in
      for k in 0..<8 {
        group.addTask {
          var own = shared
          for i in 0..<50 { own[i] = Tensor(Double(k)) }
          return own[0..<50].sum().scalar
        }
      }
      return await group.reduce(into: [Double]()) { $0.append($1) }
    }
    #expect(sums.sorted() == (0..<8).map { 50 * Double($0) })
    #expect(shared.doubles == expected)
  }

  @Test func equalityComparesNumbersShapesAndTypes() {
    #expect(Tensor([0.0, 1]) == Tensor([-0.0, 1]))
    #expect(Tensor([Double.nan]) != Tensor([Double.nan]))
    #expect(Tensor([1.0, 2]) != Tensor([1.0, 2], shape: [2, 1]))
    #expect(Tensor([1.0]) != Tensor([Float(1)]))
    let large = Int64(1) << 53
    #expect(Tensor([large]) != Tensor([large + 1]))
    #expect(Tensor([large + 1]) == Tensor([large + 1]))
    #expect(Tensor([true, false]) != Tensor([true, true]))
  }
}
