import DescentLayers
import DescentTensor
import Testing

/// The convolutional and pooling layers: torch's initial weights, and what they hand to the
/// operations, whose values are tested with the tensors.
@Suite struct ConvolutionLayerTests {
  /// `torch.manual_seed(16645806); torch.nn.Conv2d(4, 2, (1, 2), groups=2)` of torch 2.15.
  @Test func initialWeightsAreTorchs() {
    var generator = Generator(seed: 16_645_806)
    let layer = Conv2d(from: 4, to: 2, kernel: [1, 2], groups: 2, using: &generator)
    let weight = [
      0.18025845289230347, -0.3014317750930786, -0.024382948875427246, 0.26175886392593384,
      0.054402828216552734, -0.2698895335197449, -0.4398157596588135, -0.04052525758743286,
    ]
    #expect(layer.weight.value == Tensor(weight, shape: [2, 2, 1, 2], dtype: .float32))
    #expect(
      layer.bias?.value == Tensor([-0.1499595046043396, 0.18671280145645142], dtype: .float32))
  }

  /// `torch.manual_seed(16645806); torch.nn.Conv1d(2, 2, 3)` of torch 2.15.
  @Test func initialWeightsInOneDimensionAreTorchs() {
    var generator = Generator(seed: 16_645_806)
    let layer = Conv1d(from: 2, to: 2, kernel: 3, using: &generator)
    let weight = [
      0.14718042314052582, -0.24611802399158478, -0.019908595830202103, 0.2137252241373062,
      0.044419724494218826, -0.22036388516426086, -0.3591080904006958, -0.03308873623609543,
      -0.12244142591953278, 0.15245036780834198, 0.38975790143013, 0.32756832242012024,
    ]
    #expect(layer.weight.value == Tensor(weight, shape: [2, 2, 3], dtype: .float32))
    #expect(
      layer.bias?.value == Tensor([-0.28441593050956726, -0.38707199692726135], dtype: .float32))
  }

  @Test func layersAreTheirOperations() {
    let (x, w, b) = (numbers([2, 4, 9, 8]), numbers([6, 2, 3, 2], salt: 1), numbers([6], salt: 2))
    let layer = Conv2d(
      weight: w, bias: b, stride: [2, 1], padding: [1, 2], dilation: [1, 3], groups: 2)
    let y = x.conv2d(w, bias: b, stride: [2, 1], padding: [1, 2], dilation: [1, 3], groups: 2)
    #expect(layer(x) == y && layer.relu(x) == y.relu())
    #expect(layer.parameters.map(\.path) == ["weight", "bias"])
    let (z, v) = (numbers([2, 4, 9]), numbers([4, 4, 3], salt: 1))
    #expect(
      Conv1d(weight: v, bias: nil, stride: 2, padding: 1, dilation: 2)(z)
        == z.conv1d(v, stride: 2, padding: 1, dilation: 2))
    #expect(
      MaxPool2d(3, stride: 2, padding: 1, dilation: [1, 2], ceilMode: true)(x)
        == x.maxPool2d(3, stride: 2, padding: 1, dilation: [1, 2], ceilMode: true))
    #expect(
      MaxPool1d(3, stride: 1, padding: 1, dilation: 2, ceilMode: true)(z)
        == z.maxPool1d(3, stride: 1, padding: 1, dilation: 2, ceilMode: true))
    #expect(
      AvgPool2d([3, 2], stride: 2, padding: 1, ceilMode: true, countIncludePad: false)(x)
        == x.avgPool2d([3, 2], stride: 2, padding: 1, ceilMode: true, countIncludePad: false))
    #expect(AvgPool2d(2, divisor: 3)(x) == x.avgPool2d(2, divisor: 3))
    #expect(
      AvgPool1d(3, stride: 2, padding: 1, ceilMode: true, countIncludePad: false)(z)
        == z.avgPool1d(3, stride: 2, padding: 1, ceilMode: true, countIncludePad: false))
    #expect(AdaptiveAvgPool2d([3, 2])(x) == x.adaptiveAvgPool2d([3, 2]))
    #expect(AdaptiveMaxPool2d([3, 2])(x) == x.adaptiveMaxPool2d([3, 2]))
    #expect(AdaptiveAvgPool1d(4)(z) == z.adaptiveAvgPool1d(4))
    #expect(AdaptiveMaxPool1d(4)(z) == z.adaptiveMaxPool1d(4))
    #expect(MaxPool2d(2)(x) == x.maxPool2d(2, stride: 2))
  }

  @Test func flattenJoinsNeighbouringAxes() {
    let x = numbers([2, 3, 4, 5])
    #expect(Flatten()(x) == x.reshaped(to: [2, 60] as Shape))
    #expect(Flatten(from: 0)(x) == x.flattened)
    #expect(Flatten(from: -3, through: 2)(x) == x.reshaped(to: [2, 12, 5] as Shape))
    #expect(Flatten(from: 2, through: 2)(x) == x)
  }

  @Test func wrongChannelsAreRefused() async {
    await #expect(processExitsWith: .failure) {
      var generator = Generator(seed: 1)
      _ = Conv2d(from: 3, to: 4, kernel: 3, groups: 2, using: &generator)
    }
    await #expect(processExitsWith: .failure) {
      _ = Conv2d(weight: numbers([2, 3, 3, 3]), bias: numbers([3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Flatten(from: 2, through: 1)(numbers([2, 3, 4]))
    }
  }
}
