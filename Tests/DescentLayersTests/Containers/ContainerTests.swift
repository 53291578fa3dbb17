import DescentLayers
import DescentTensor
import Testing

/// Chains by braces, residuals, branches, and the table of what a model is made of.
@Suite struct ContainerTests {
  @Test func bracesAreLists() {
    func model(_ drops: Bool, _ wide: Bool) -> Sequential {
      var generator = Generator(seed: 1)
      return Sequential {
        Linear(from: 4, to: 4, using: &generator)
        if drops { Dropout(0.5) }
        if wide { ReLU() } else { Tanh() }
        for _ in 0..<2 { Linear(from: 4, to: 4, hasBias: false, using: &generator) }
        [Sigmoid() as any Layer, ReLU()]
      }
    }
    #expect(model(true, true).layers.count == 7)
    #expect(model(false, false).layers.count == 6)
    #expect(model(false, false).layers[1] is Tanh)
    #expect(
      model(true, false).parameters.map(\.path)
        == ["0.weight", "0.bias", "3.weight", "4.weight"])
    var generator = Generator(seed: 1)
    #expect(
      model(false, true).parameters[0].parameter.value
        == Linear(from: 4, to: 4, using: &generator).weight.value)
  }

  @Test func residualsAddTheirInput() {
    let w = numbers([3, 3])
    let x = numbers([2, 3], salt: 1)
    let plain = Residual { Linear(weight: w, bias: nil) }
    #expect(plain(x) == x.matmul(w.transposed) + x)
    #expect(plain.parameters.map(\.path) == ["body.0.weight"])
    let other = numbers([2, 3], salt: 2)
    let projected = Residual {
      Linear(weight: other, bias: nil)
      Tanh()
    } shortcut: {
      Linear(weight: other, bias: nil)
    }
    let y = x.matmul(other.transposed)
    #expect(projected(x) == y.tanh() + y)
    #expect(projected.parameters.map(\.path) == ["body.0.weight", "shortcut.0.weight"])
  }

  @Test func branchesAreJoined() {
    let (a, b) = (numbers([2, 3]), numbers([2, 3], salt: 2))
    let x = numbers([4, 3], salt: 3)
    func branches(_ joining: Branches.Joining) -> Branches {
      Branches(joining: joining) {
        Linear(weight: a, bias: nil)
        Linear(weight: b, bias: nil)
      }
    }
    let (ya, yb) = (x.matmul(a.transposed), x.matmul(b.transposed))
    #expect(branches(.sum)(x) == ya + yb)
    #expect(branches(.product)(x) == ya * yb)
    #expect(branches(.concatenation(axis: 1))(x) == .concatenate([ya, yb], axis: 1))
    #expect(branches(.stack(axis: 0))(x) == .stack([ya, yb]))
    var context = Context.evaluation
    #expect(branches(.sum).outputs(x, in: &context) == [ya, yb])
    #expect(branches(.sum).parameters.map(\.path) == ["0.weight", "1.weight"])
  }

  @Test func shapesThatDoNotFitAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = Residual { Linear(weight: Tensor.ones([2, 3]), bias: nil) }(Tensor.ones([4, 3]))
    }
    await #expect(processExitsWith: .failure) { _ = Branches(joining: .sum) {} }
  }

  private func model() -> Sequential {
    var generator = Generator(seed: 1)
    return Sequential {
      Linear(from: 4, to: 1000, using: &generator)
      BatchNorm(1000)
      Residual {
        Linear(from: 1000, to: 1000, hasBias: false, using: &generator)
        ReLU()
      }
      Linear(from: 1000, to: 2, using: &generator)
    }
  }

  @Test func summariesShowPathsShapesAndSizes() {
    let table = """
      layer     type       output     parameters  buffers
      0         Linear     [3, 1000]       5,000
      1         BatchNorm  [3, 1000]       2,000    2,001
      2.body.0  Linear     [3, 1000]   1,000,000
      2.body.1  ReLU       [3, 1000]           0
      3         Linear     [3, 2]          2,002
      total                            1,009,002    2,001  3.9 MiB
      """
    let summary = model().summary(for: Tensor.zeros([3, 4]))
    #expect(summary.description == table)
    #expect(summary.parameterCount == 1_009_002 && summary.bufferCount == 2001)
    #expect(summary.byteCount == 4 * (1_009_002 + 2000) + 8)
    #expect(summary.rows.map(\.path) == ["0", "1", "2.body.0", "2.body.1", "3"])
  }

  @Test func withoutASampleThereAreNoShapes() {
    let layer = Linear(weight: Tensor.ones([2, 3]), bias: nil)
    #expect(
      layer.summary.description == """
        layer    type    parameters
        (model)  Linear           6
        total                     6  24 B
        """)
    // Tied parameters are listed where they stand, and counted once.
    let tied = Sequential(layer, layer).summary
    #expect(tied.rows.map(\.parameters) == [6, 6] && tied.parameterCount == 6)
    #expect(tied.byteCount == 24)
  }
}
