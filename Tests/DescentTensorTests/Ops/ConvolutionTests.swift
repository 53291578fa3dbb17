import CDescentKernels
import Foundation
import Testing

@testable import DescentTensor

/// Convolutions and poolings, forward and backward, are torch's.
@Suite struct ConvolutionTorchTests {
  struct Case: Decodable, Sendable {
    let operation: String
    let shapes: [[Int]]
    let stride, padding, dilation, kernel: [Int]?
    let groups, divisor: Int?
    let ceilMode, countIncludePad: Bool?
    let y: Packed
    let gradients: [Packed]

    func pair(_ lengths: [Int]?) -> AxisPair {
      let lengths = lengths ?? [1]
      return AxisPair(lengths[0], lengths[lengths.count - 1])
    }

    func result(_ x: [Tensor]) -> Tensor {
      let bias = x.count > 2 ? x[2] : nil
      let zeros = padding.map { ConvolutionPadding.zeros(pair($0)) } ?? .same
      let (across, gap) = (pair(stride).width, pair(dilation).width)
      let (ceils, counts) = (ceilMode ?? false, countIncludePad ?? true)
      switch operation {
      case "conv2d":
        return x[0].conv2d(
          x[1], bias: bias, stride: pair(stride), padding: zeros, dilation: pair(dilation),
          groups: groups ?? 1)
      case "conv1d":
        return x[0].conv1d(
          x[1], bias: bias, stride: across, padding: zeros, dilation: gap, groups: groups ?? 1)
      case "maxPool2d":
        return x[0].maxPool2d(
          pair(kernel), stride: pair(stride), padding: pair(padding), dilation: pair(dilation),
          ceilMode: ceils)
      case "maxPool1d":
        return x[0].maxPool1d(
          pair(kernel).width, stride: across, padding: pair(padding).width, dilation: gap,
          ceilMode: ceils)
      case "avgPool2d":
        return x[0].avgPool2d(
          pair(kernel), stride: pair(stride), padding: pair(padding), ceilMode: ceils,
          countIncludePad: counts, divisor: divisor)
      case "avgPool1d":
        return x[0].avgPool1d(
          pair(kernel).width, stride: across, padding: pair(padding).width, ceilMode: ceils,
          countIncludePad: counts)
      case "adaptiveAvgPool2d": return x[0].adaptiveAvgPool2d(pair(kernel))
      case "adaptiveMaxPool2d": return x[0].adaptiveMaxPool2d(pair(kernel))
      case "adaptiveAvgPool1d": return x[0].adaptiveAvgPool1d(pair(kernel).width)
      default: return x[0].adaptiveMaxPool1d(pair(kernel).width)
      }
    }
  }

  /// float64 numbers by the hexadecimal digits of their bits.
  struct Packed: Decodable, Sendable {
    let shape: [Int]
    let bits: String

    var tensor: Tensor {
      let digits = Array(bits)
      let values = stride(from: 0, to: digits.count, by: 16).map {
        Double(bitPattern: UInt64(String(digits[$0..<$0 + 16]), radix: 16) ?? 0)
      }
      return Tensor(values, shape: Shape(shape))
    }
  }

  static let cases: [Case] = {
    guard
      let file = Bundle.module.url(
        forResource: "convolution", withExtension: "json", subdirectory: "Fixtures"),
      let data = try? Data(contentsOf: file)
    else { return [] }
    return (try? JSONDecoder().decode([Case].self, from: data)) ?? []
  }()

  @Test func allCasesAreThere() { #expect(Self.cases.count == 46) }

  @Test(arguments: [(DType.float64, 1e-12), (.float32, 1e-5)])
  func agreesWithTorch(_ dtype: DType, _ tolerance: Double) {
    for item in Self.cases {
      let inputs = item.shapes.enumerated().map { k, shape in
        numbers(Shape(shape), from: -1, to: 1, salt: k).converted(to: .float32)
          .converted(to: dtype)
      }
      let name = "\(item.operation) \(item.shapes) \(dtype)"
      #expect(distance(item.result(inputs), item.y) < tolerance, "\(name)")
      let (fused, recorded) = bothPullbacks(of: item.result, at: inputs, to: 1)
      for k in inputs.indices {
        for gradient in [fused[k], recorded[k]] {
          #expect(
            gradient.map { distance($0, item.gradients[k]) < tolerance } ?? false,
            "gradient \(k) of \(name)")
        }
      }
    }
  }

  /// The greatest error relative to the greater of 1 and the value.
  private func distance(_ a: Tensor, _ b: Packed) -> Double {
    let b = b.tensor
    guard a.shape == b.shape else { return .infinity }
    return zip(a.doubles, b.doubles).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
  }

  /// Both pullbacks of Σ y g, with the numbers g that the script used.
  private func bothPullbacks(
    of function: ([Tensor]) -> Tensor, at inputs: [Tensor], to high: Double
  ) -> (fused: [Tensor?], recorded: [Tensor?]) {
    let tape = Tape.open()
    defer { tape.pointee.close() }
    let y = function(inputs.map { tape.pointee.watch($0) })
    let g = numbers(y.shape, from: -high, to: high, salt: 5).converted(to: .float32)
    let loss = (y * g.converted(to: y.dtype)).sum()
    var fused = [Tensor?](repeating: nil, count: inputs.count)
    var recorded = fused
    loss.pullBack(tape, "test", differentiable: false) { fused[$0] = $1 }
    loss.pullBack(tape, "test", differentiable: true) { recorded[$0] = $1 }
    return (fused, recorded)
  }
}

/// Convolutions in what torch's cases do not reach: their second derivatives, large images, threads.
@Suite struct ConvolutionTests {
  /// Options of every kind, with the shapes of the input and of the weight.
  static let options: [(Shape, Shape, AxisPair, ConvolutionPadding, AxisPair, Int)] = [
    ([1, 2, 4, 5], [2, 2, 3, 3], 1, 1, 1, 1),
    ([2, 2, 5, 4], [2, 2, 2, 2], [2, 1], [0, 1], [1, 2], 1),
    ([1, 2, 5, 5], [2, 1, 2, 3], [2, 3], 1, 1, 2),
    ([1, 2, 4, 4], [2, 2, 2, 3], 1, .same, 2, 1),
  ]

  @Test(arguments: options)
  func secondDerivativesAreTheDifferences(
    _ x: Shape, _ w: Shape, _ stride: AxisPair, _ padding: ConvolutionPadding,
    _ dilation: AxisPair, _ groups: Int
  ) {
    let inputs = [numbers(x), numbers(w, salt: 1), numbers([w[0]], salt: 2)]
    for order in 1...2 {
      let check = checkGradient(at: inputs, order: order) {
        $0[0].conv2d(
          $0[1], bias: $0[2], stride: stride, padding: padding, dilation: dilation,
          groups: groups
        ).tanh()
      }
      #expect(check.error < 1e-6, "\(check)")
    }
  }

  @Test func reluInOnePassHasTheBitsOfTwo() {
    for dtype in [DType.float32, .float64] {
      let x = numbers([2, 3, 6, 7], dtype: dtype)
      let w = numbers([5, 3, 3, 3], salt: 1, dtype: dtype)
      let b = numbers([5], salt: 2, dtype: dtype)
      let two = { (x: [Tensor]) in x[0].conv2d(x[1], bias: x[2], padding: 1).relu() }
      let one = { (x: [Tensor]) in x[0].conv2dRelu(x[1], bias: x[2], padding: 1) }
      #expect(one([x, w, b]) == two([x, w, b]))
      #expect(one([x, w, b]).doubles.contains(0))
      let (a, c) = (bothPullbacks(of: one, at: [x, w, b]), bothPullbacks(of: two, at: [x, w, b]))
      for k in 0..<3 {
        #expect(a.fused[k] == c.fused[k] && a.recorded[k] == c.recorded[k])
      }
    }
    let check = checkGradient(
      at: [
        numbers([1, 2, 4, 4]), numbers([2, 2, 2, 2], salt: 1), numbers([1, 2, 3, 3], salt: 2),
      ],
      order: 2, step: 1e-6
    ) { $0[0].conv2dRelu($0[1], adding: $0[2]).squared() }
    #expect(check.error < 1e-4, "\(check)")
  }

  @Test func aSumInThePassHasTheBitsOfThree() {
    for dtype in [DType.float32, .float64] {
      for hasBias in [false, true] {
        let x = numbers([2, 3, 6, 20], dtype: dtype)
        let w = numbers([5, 3, 3, 3], salt: 1, dtype: dtype)
        let (b, z) = (numbers([5], salt: 2, dtype: dtype), numbers([2, 5, 6, 20], dtype: dtype))
        let inputs = [x, w, z] + (hasBias ? [b] : [])
        let three = { (x: [Tensor]) in
          (x[0].conv2d(x[1], bias: hasBias ? x[3] : nil, padding: 1) + x[2]).relu()
        }
        let one = { (x: [Tensor]) in
          x[0].conv2dRelu(x[1], bias: hasBias ? x[3] : nil, adding: x[2], padding: 1)
        }
        #expect(one(inputs) == three(inputs))
        let (a, c) = (bothPullbacks(of: one, at: inputs), bothPullbacks(of: three, at: inputs))
        for k in inputs.indices {
          #expect(a.fused[k] == c.fused[k] && a.recorded[k] == c.recorded[k])
        }
      }
    }
  }

  /// The gradients of a batch, which come from one pass, against those that come one by one.
  @Test func allGradientsInOnePassAreTheSingleOnes() {
    for (dtype, tolerance) in [(DType.float32, 1e-4), (.float64, 1e-12)] {
      let inputs = [
        numbers([37, 4, 6, 5], dtype: dtype), numbers([6, 2, 3, 3], salt: 1, dtype: dtype),
        numbers([37, 6, 6, 5], salt: 2, dtype: dtype), numbers([6], salt: 3, dtype: dtype),
      ]
      let (fused, recorded) = bothPullbacks(
        of: {
          let x = $0[0] * 2
          let y = x.conv2dRelu($0[1], bias: $0[3], adding: $0[2], padding: 1, groups: 2)
          return y.conv2dRelu($0[1], adding: y, padding: 1, groups: 3)[.all, ..<4] * x
        }, at: inputs)
      for k in inputs.indices {
        guard let a = fused[k], let b = recorded[k] else {
          Issue.record("no gradient \(k)")
          continue
        }
        #expect(difference(a, b) < tolerance * (1 + b.abs().max().scalar), "\(dtype) \(k)")
      }
    }
  }

  /// ⟨x ∗ w, g⟩ = ⟨x, g ∗ᵀ w⟩ = ⟨w, x ⋆ g⟩, and the result by its formula, where an image is worked on
  /// in bands, a channel in chunks, and a batch in parts.
  @Test func largeOnesAreTransposesOfEachOther() {
    let cases: [(Shape, Shape, AxisPair, ConvolutionPadding, AxisPair)] = [
      ([1, 9, 150, 130], [3, 9, 3, 3], 1, 1, 1),
      ([9, 3, 40, 17], [2, 3, 2, 3], [2, 1], 1, [3, 1]),
      ([2, 200, 4, 5], [9, 200, 2, 2], 1, .same, 1),
      ([1, 70, 90, 70], [1, 70, 3, 2], [3, 2], 2, 2),
      ([9, 5, 14, 15], [7, 5, 3, 3], 1, 1, 1),
      ([8, 3, 9, 11], [4, 3, 2, 3], 1, [1, 4], [2, 1]),
    ]
    for (xShape, wShape, stride, padding, dilation) in cases {
      let (x, w) = (numbers(xShape), numbers(wShape, salt: 1))
      let y = x.conv2d(w, stride: stride, padding: padding, dilation: dilation)
      let g = numbers(y.shape, salt: 2)
      let (dx, dw) = gradient(at: x, w) { x, w in
        (x.conv2d(w, stride: stride, padding: padding, dilation: dilation) * g).sum()
      }
      let inner = (y * g).sum().scalar
      let size = (y * g).abs().sum().scalar
      #expect(abs((x * dx).sum().scalar - inner) < 1e-12 * size, "\(xShape)")
      #expect(abs((w * dw).sum().scalar - inner) < 1e-12 * size, "\(xShape)")
      let before: (Int, Int) =
        switch padding {
        case .zeros(let zeros): (zeros.height, zeros.width)
        case .same: (dilation.height * (wShape[2] - 1) / 2, dilation.width * (wShape[3] - 1) / 2)
        }
      let (xs, ws) = (x.doubles, w.doubles)
      for k in Swift.stride(from: 0, to: y.count, by: y.count / 97 + 1) {
        let (j, i) = (k % y.shape[3], k / y.shape[3] % y.shape[2])
        let (o, n) = (k / y.shape[3] / y.shape[2] % y.shape[1], k / y.shape.count(of: 1..<4))
        var sum = 0.0
        for tap in 0..<wShape.count(of: 1..<4) {
          let (l, m) = (tap % wShape[3], tap / wShape[3] % wShape[2])
          let c = tap / wShape[3] / wShape[2]
          let h = i * stride.height + m * dilation.height - before.0
          let v = j * stride.width + l * dilation.width - before.1
          guard h >= 0, v >= 0, h < xShape[2], v < xShape[3] else { continue }
          sum +=
            ws[o * wShape.count(of: 1..<4) + tap]
            * xs[((n * xShape[1] + c) * xShape[2] + h) * xShape[3] + v]
        }
        #expect(abs(y.doubles[k] - sum) < 1e-11, "\(xShape) at \(k)")
      }
    }
  }

  @Test func sameBitsOnAnyNumberOfThreads() {
    let before = Threads.count
    defer { Threads.count = before }
    func everything(_ threads: Int, _ dtype: DType) -> [Tensor] {
      Threads.count = threads
      let x = numbers([13, 4, 18, 17], dtype: dtype)
      let inputs = [x, numbers([8, 4, 3, 3], salt: 1, dtype: dtype), numbers([8], dtype: dtype)]
      let (y, gradients) = valueAndGradient(at: inputs) { inputs in
        let y = inputs[0].conv2d(inputs[1], bias: inputs[2], padding: 1)
        return (y.maxPool2d(2).squared() + y.avgPool2d(2)).sum()
      }
      return [y] + gradients
    }
    for dtype in [DType.float32, .float64] {
      let one = everything(1, dtype)
      for threads in [2, 3] { #expect(everything(threads, dtype) == one) }
    }
  }

  /// Forms with fused multiply-adds have the same bits where the compiler optimizes, which is what
  /// fuses them; the one without is near.
  @Test func vectorFormsAgree() {
    for dtype in [DType.float32, .float64] {
      let (x, w) = (
        numbers([9, 5, 12, 11], dtype: dtype), numbers([15, 5, 3, 3], salt: 1, dtype: dtype)
      )
      let g = numbers([9, 15, 12, 11], salt: 2, dtype: dtype)
      func everything(_ form: Int) -> [Tensor] {
        var sizes = ConvolutionSizes(x, w, nil, 1, 1, 1, 1)
        sizes.sizes.form = Int32(form)
        let all = sizes.gradients(
          x: x, result: g, mask: nil, weight: w, addend: nil, wantsInput: true, wantsBias: true,
          wantsMasked: false)
        return [
          sizes.result(x: x, weight: w, bias: nil, relu: false),
          sizes.inputGradient(result: g, weight: w), sizes.weightGradient(x: x, result: g),
          all.weight,
        ] + [all.input, all.bias].compactMap { $0 }
      }
      var fuses = true
      assert(
        {
          fuses = false
          return true
        }())
      let best = everything(0)
      let widest = Int(dk_widest_form())
      for form in 1...widest {
        for (a, b) in zip(everything(form), best) {
          let scale = 1 + b.abs().max().scalar
          #expect(difference(a, b) < (dtype == .float32 ? 1e-5 : 1e-13) * scale, "form \(form)")
          if fuses && form > 1 || form == widest { #expect(a == b, "form \(form)") }
        }
      }
    }
  }

  @Test func emptyBatchesGiveEmptyResults() {
    let x = Tensor.zeros([0, 2, 5, 5], dtype: .float64)
    let w = numbers([3, 2, 3, 3])
    #expect(x.conv2d(w).shape == [0, 3, 3, 3])
    let (dx, dw) = gradient(at: x, w) { x, w in x.conv2d(w).sum() }
    #expect(dx.shape == x.shape && dw == Tensor(zerosLike: w))
    #expect(x.maxPool2d(2).shape == [0, 2, 2, 2])
  }

  @Test func wrongShapesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = numbers([1, 3, 5, 5]).conv2d(numbers([4, 2, 3, 3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = numbers([1, 2, 2, 5]).conv2d(numbers([4, 2, 3, 3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = numbers([1, 2, 5, 5]).conv2d(numbers([4, 2, 3, 3]), stride: 2, padding: .same)
    }
    await #expect(processExitsWith: .failure) {
      _ = numbers([1, 2, 5, 5]).conv2d(numbers([4, 2, 3, 3]), bias: numbers([3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = numbers([1, 2, 5]).conv1d(numbers([4, 2, 6]))
    }
    await #expect(processExitsWith: .failure) { _ = numbers([2, 5, 5]).maxPool2d(2, padding: 2) }
    await #expect(processExitsWith: .failure) { _ = numbers([2, 5, 5]).avgPool2d(6) }
  }
}
