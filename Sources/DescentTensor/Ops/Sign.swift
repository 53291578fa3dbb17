import CDescentKernels

extension Tensor {
  /// −1, 0 or 1 by the sign of each element; not a number stays one.
  ///
  /// It is constant almost everywhere: its derivative is 0, and it is not recorded.
  public func sign() -> Tensor {
    if dtype == .int32 {
      let y = Tensor(uninitialized: shape, dtype)
      launch(Map(function: dk_map_sign_i32, count: count, size: 4), self, into: y)
      return y
    }
    return mapped("sign", dk_map_sign_f32, dk_map_sign_f64)
  }
}
