import CDescentKernels

/// The sizes of a convolution, checked.
struct ConvolutionSizes {
  var sizes: dk_convolution
  let hasBias: Bool
  let x, weight, y: Shape
  let dtype: DType

  init(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, _ stride: AxisPair,
    _ padding: ConvolutionPadding, _ dilation: AxisPair, _ groups: Int
  ) {
    func refuse(_ why: String) -> Never {
      preconditionFailure(
        "convolution: \(why): a \(x.dtype) input of shape \(x.shape) with a \(weight.dtype) weight of shape \(weight.shape)"
      )
    }
    guard x.rank == 4, weight.rank == 4 else { refuse("the number of axes") }
    guard x.dtype == weight.dtype, x.dtype.isFloatingPoint else { refuse("element types") }
    stride.requireAtLeast(1, "convolution", "stride")
    dilation.requireAtLeast(1, "convolution", "dilation")
    guard groups >= 1, x.shape[1] == groups * weight.shape[1], weight.shape[0] % groups == 0,
      weight.shape.count > 0
    else { refuse("the channels do not fit \(groups) group\(groups == 1 ? "" : "s")") }
    if let bias, bias.shape != [weight.shape[0]] || bias.dtype != x.dtype {
      refuse("a \(bias.dtype) bias of shape \(bias.shape)")
    }
    let rows = ConvolutionAxis(
      x.shape[2], weight.shape[2], stride.height, dilation.height, padding.height, refuse)
    let columns = ConvolutionAxis(
      x.shape[3], weight.shape[3], stride.width, dilation.width, padding.width, refuse)
    sizes = dk_convolution(
      batch: x.shape[0], groups: groups, inputs: weight.shape[1],
      outputs: weight.shape[0] / groups, height: x.shape[2], width: x.shape[3],
      outHeight: rows.count, outWidth: columns.count, kernelHeight: weight.shape[2],
      kernelWidth: weight.shape[3], strideHeight: stride.height, strideWidth: stride.width,
      dilationHeight: dilation.height, dilationWidth: dilation.width, top: rows.before,
      left: columns.before, form: 0)
    hasBias = bias != nil
    self.x = x.shape
    self.weight = weight.shape
    y = [x.shape[0], weight.shape[0], rows.count, columns.count]
    dtype = x.dtype
  }
}

/// One axis of a convolution: the zeros before it and the length of the result.
private struct ConvolutionAxis {
  let before, count: Int

  init(
    _ length: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ padding: Int?,
    _ refuse: (String) -> Never
  ) {
    let extent = dilation * (kernel - 1) + 1
    if padding == nil && stride != 1 { refuse("same padding with a stride") }
    before = padding ?? (extent - 1) / 2
    let padded = length + (padding.map { 2 * $0 } ?? extent - 1)
    if padded < extent { refuse("a kernel that reaches over \(extent) of \(padded) positions") }
    count = (padded - extent) / stride + 1
  }
}

extension ConvolutionPadding {
  /// The zeros on either side, nil for as many as keep the length.
  fileprivate var height: Int? { checked?.height }
  fileprivate var width: Int? { checked?.width }

  private var checked: AxisPair? {
    guard case .zeros(let both) = self else { return nil }
    both.requireAtLeast(0, "convolution", "padding")
    return both
  }
}
