import DescentLayers
import DescentTensor
import Testing

/// The affine layer: its initial weights, its formula and its gradients by hand.
@Suite struct LinearTests {
  /// `torch.manual_seed(16645806); torch.nn.Linear(5, 3)` of torch 2.15.
  @Test func initialWeightsAreTorchs() {
    var generator = Generator(seed: 16_645_806)
    let layer = Linear(from: 5, to: 3, using: &generator)
    let weight: [Double] = [
      0.16122806072235107, -0.2696087658405304, -0.021808771416544914, 0.23412424325942993,
      0.048659369349479675, -0.24139653146266937, -0.3933831751346588, -0.0362468920648098,
      -0.13412785530090332, 0.16700100898742676, 0.4269583821296692, 0.35883310437202454,
      -0.31156203150749207, -0.4240160882472992, -0.017606133595108986,
    ]
    #expect(layer.weight.value == Tensor(weight, shape: [3, 5], dtype: .float32))
    #expect(
      layer.bias?.value
        == Tensor([0.408441960811615, -0.29832929372787476, -0.22068162262439728], dtype: .float32))
    var again = Generator(seed: 16_645_806)
    let bare = Linear(from: 5, to: 3, hasBias: false, using: &again)
    #expect(bare.bias == nil && bare.weight.value == layer.weight.value)
  }

  private let weight = Tensor([[1, -2, 0.5], [0.25, 3, -1]])
  private let bias = Tensor([0.5, -1.5])

  @Test func mapsTheInnermostAxis() {
    let layer = Linear(weight: weight, bias: bias)
    #expect(layer(Tensor([[1, 2, 4]])) == Tensor([[-0.5, 0.75]]))
    #expect(layer(Tensor([1.0, 2, 4])) == Tensor([-0.5, 0.75]))
    let x = numbers([2, 4, 3])
    let y = layer(x)
    #expect(y.shape == [2, 4, 2])
    #expect(difference(y[1, 2], weight.matmul(x[1, 2]) + bias) < 1e-15)
    #expect(layer(Tensor.zeros([0, 3], dtype: .float64)).shape == [0, 2])
    #expect(Linear(weight: weight, bias: nil)(Tensor([1.0, 2, 4])) == Tensor([-1.0, 2.25]))
  }

  @Test func gradientsAreTheOnesByHand() throws {
    // ∂Σ y g / ∂W = gᵀ x,  ∂/∂b = Σ g,  ∂/∂x = g W
    let layer = Linear(weight: weight, bias: bias)
    let (x, g) = (numbers([4, 3]), numbers([4, 2], salt: 1))
    let (_, gradients) = valueAndGradient(at: layer) { ($0(x) * g).sum() }
    let ofWeight = try #require(gradients[layer.weight])
    #expect(difference(ofWeight, g.transposed.matmul(x)) < 1e-15)
    #expect(difference(gradients.values[1], g.sum(axis: 0)) < 1e-15)
    let (_, ofInput) = valueAndGradient(at: x) { (layer($0) * g).sum() }
    #expect(difference(ofInput, g.matmul(weight)) < 1e-15)
    let check = checkGradient(at: [numbers([2, 2, 3]), weight, bias], order: 2) {
      Linear(weight: $0[1], bias: $0[2])($0[0]).tanh()
    }
    // Weights that are made into parameters inside the function stay recorded.
    #expect(check.error < 2e-8, "\(check)")
  }

  @Test func wrongShapesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = Linear(weight: Tensor.ones([2, 3]), bias: nil)(Tensor.ones([4, 2]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Linear(weight: Tensor.ones([2, 3]), bias: Tensor.ones([3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Linear(weight: Tensor.ones([2, 3]), bias: nil)(Tensor(1, dtype: .float32))
    }
  }
}
