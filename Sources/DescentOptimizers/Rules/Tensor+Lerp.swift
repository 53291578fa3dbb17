import DescentTensor

extension Tensor {
  /// m + w (g − m), in the form in which the weight nearer to 1 does not cancel.
  func lerp(to g: Tensor, by weight: Double) -> Tensor {
    let w = dtype == .float32 ? Double(Float(weight)) : weight
    if w < 0.5 { return self + (g - self) * w }
    return g - (g - self) * (1 - w)
  }
}
