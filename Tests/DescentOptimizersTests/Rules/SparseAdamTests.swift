import DescentOptimizers
import DescentTensor
import Foundation
import Testing

@Suite("Adam on sparse rows")
struct SparseAdamTests {
  struct Reference: Decodable {
    let start: String
    let rows: [[Int]]
    let values: [String]
    let after: String
    let exp_avg: String
    let exp_avg_sq: String
  }

  @Test("torch's SparseAdam, rows that occur twice in a gradient included")
  func torch() throws {
    let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/SparseAdam.json")
    let reference = try JSONDecoder().decode([String: Reference].self, from: Data(contentsOf: url))
    try follow(#require(reference["float32"]), Float.self, tolerance: 1.2e-7)
    try follow(#require(reference["float64"]), Double.self, tolerance: 2.3e-16)
  }

  private func follow<T: BitwiseComparable>(
    _ reference: Reference, _ type: T.Type, tolerance: Double
  ) throws {
    func tensor(_ digits: String) throws -> Tensor {
      let numbers = try stride(from: 0, to: digits.count, by: T.digits).map {
        try T(hexadecimal: digits.dropFirst($0).prefix(T.digits))
      }
      return Tensor(numbers).reshaped(to: [numbers.count / 3, 3])
    }
    var table = try tensor(reference.start)
    var state = OptimizerState()
    let rule = SparseAdam(learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-6)
    for (rows, values) in zip(reference.rows, reference.values) {
      state.update(
        &table, along: RowSparse(rows: rows, values: try tensor(values), of: [4, 3]),
        using: rule)
    }
    #expect(state.step == 4)
    for (ours, digits) in [
      (table, reference.after), (try #require(state.buffer("exp_avg")), reference.exp_avg),
      (try #require(state.buffer("exp_avg_sq")), reference.exp_avg_sq),
    ] {
      let torch = try tensor(digits)
      #expect(((ours - torch) / torch).abs().max().scalar <= tolerance)
    }
  }

  @Test(
    "The first step by hand: the rate towards the signs of the gradient, other rows as they were")
  func firstStep() throws {
    var table = Tensor([1.0, 2, 3, 4, 5, 6], shape: [3, 2])
    var state = OptimizerState()
    let gradient = RowSparse(rows: [2], values: Tensor([[0.5, -8.0]]), of: [3, 2])
    state.update(&table, along: gradient, using: SparseAdam(learningRate: 0.1))
    // m = 0.1 g, v = 0.001 g²; √(1 − 0.999) / (1 − 0.9) m / (√v + 1e-8) = sign g, but for ε.
    let wanted = [1, 2, 3, 4, 4.9, 6.1]
    for (ours, wanted) in zip(table.doubles, wanted) { #expect(abs(ours - wanted) < 1e-7) }
    #expect(table.doubles[..<4] == [1, 2, 3, 4])
    let (m, v) = try (#require(state.buffer("exp_avg")), #require(state.buffer("exp_avg_sq")))
    #expect(abs(m.doubles[5] + 0.8) < 1e-15 && abs(v.doubles[5] - 0.064) < 1e-15)
    var other = Tensor([1.0, 2, 3, 4, 5, 6], shape: [3, 2])
    var otherState = OptimizerState()
    otherState.update(
      &other, along: gradient, using: SparseAdam(learningRate: 0.1, maximize: true))
    #expect(abs(other.doubles[4] - 5.1) < 1e-7)
  }

  @Test("Rows that every gradient has go the way of Adam with ε before the correction")
  func likeDense() {
    let rows = [1, 4]
    let start = randomTensor([5, 3], .float64, seed: 3)
    var table = start
    var part = Tensor.concatenate(rows.map { start[$0].expandingAxis(0) })
    var (state, dense) = (OptimizerState(), OptimizerState())
    for step in 0..<20 {
      let values = randomTensor([2, 3], .float64, seed: UInt64(50 + step))
      state.update(
        &table, along: RowSparse(rows: rows, values: values, of: [5, 3]),
        using: SparseAdam(learningRate: 0.03, epsilon: 1e-3))
      dense.update(
        &part, along: values,
        using: Adam(learningRate: 0.03, epsilon: 1e-3, epsilonPlacement: .beforeCorrection))
    }
    for (k, row) in rows.enumerated() {
      #expect((table[row] - part[k]).abs().max().scalar < 1e-13)
      #expect((table[row] - start[row]).abs().min().scalar > 1e-3)
    }
    for row in [0, 2, 3] { #expect(table[row] == start[row]) }
  }

  @Test("A row that is touched again later keeps its moments meanwhile, and t goes on")
  func stays() {
    var (table, state) = (Tensor([[1.0], [1.0]]), OptimizerState())
    let rule = SparseAdam(learningRate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 1e-30)
    for row in [0, 1, 1, 0] {
      state.update(
        &table, along: RowSparse(rows: [row], values: Tensor([[2.0]]), of: [2, 1]), using: rule)
    }
    // Row 0: m = 1, v = 1 after the first; then m = 1.5, v = 1.75 with t = 4.
    let first = 0.1 * 0.25.squareRoot() / 0.5 * (1 / 1.0)
    let fourth = 0.1 * (1 - 0.31640625).squareRoot() / (1 - 0.0625) * (1.5 / 1.75.squareRoot())
    #expect(abs(table[0].scalar - (1 - first - fourth)) < 1e-15)
    #expect(state.buffer("exp_avg")?[0].scalar == 1.5)
    #expect(state.buffer("exp_avg_sq")?[0].scalar == 1.75)
  }

  @Test("A gradient's rows are sorted and added up")
  func coalesced() {
    let gradient = RowSparse(
      rows: [2, 0, 2], values: Tensor([[1.0, 2], [3, 4], [10, 20]]), of: [4, 2])
    #expect(gradient.rows == [0, 2])
    #expect(gradient.values == Tensor([[3.0, 4], [11, 22]]))
    #expect(gradient.dense == Tensor([[3.0, 4], [0, 0], [11, 22], [0, 0]]))
    let empty = RowSparse(rows: [], values: .zeros([0, 2], dtype: .float64), of: [4, 2])
    #expect(empty.dense == .zeros([4, 2], dtype: .float64))
    var (table, state) = (Tensor([[1.0, 2], [3, 4], [5, 6], [7, 8]]), OptimizerState())
    let before = table
    state.update(&table, along: empty, using: SparseAdam())
    #expect(table == before && state.step == 1)
  }

  @Test("A row outside of the table traps, and a gradient of another table")
  func outside() async {
    let row = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = RowSparse(rows: [4], values: .zeros([1, 2]), of: [4, 2])
    }
    #expect(said(row, "RowSparse: row 4 of a table"))
    let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var (table, state) = (Tensor.zeros([4, 2]), OptimizerState())
      let gradient = RowSparse(rows: [1], values: .zeros([1, 2]), of: [3, 2])
      state.update(&table, along: gradient, using: SparseAdam())
    }
    #expect(said(shape, "update: a float32 gradient of rows of [3, 2] for a float32 table [4, 2]"))
    let dtype = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var (table, state) = (Tensor.zeros([4, 2]), OptimizerState())
      let gradient = RowSparse(rows: [1], values: .zeros([1, 2], dtype: .float64), of: [4, 2])
      state.update(&table, along: gradient, using: SparseAdam())
    }
    #expect(said(dtype, "update: a float64 gradient of rows of [4, 2] for a float32 table [4, 2]"))
  }
}
