import DescentTensor

/// A layer that computes the positive part of its output in one pass.
package protocol RectifiedLayer: Layer {
  /// max(y, 0) of this layer's output y: the bits of ``ReLU`` after this layer, in every mode.
  func relu(_ x: Tensor) -> Tensor
}

extension Linear: RectifiedLayer {}
extension Conv2d: RectifiedLayer {}
