import CDescentKernels
import Descent
import DescentTensor

extension Workload {
  /// One AdamW step over the 161 tensors of ResNet-50, gradients given.
  static let adamWFused = Workload(
    name: "adamw_fused", unit: "ms/step",
    prepare: { adamWSteps(1, resNetShapes) }, value: { $0 * 1e3 })

  /// The same, with every update measured on the way.
  static let adamWTelemetry = Workload(
    name: "adamw_telemetry", unit: "ms/step",
    prepare: {
      var (weights, gradients) = tensors(resNetShapes)
      var (state, telemetry) = (OptimizerState(), Telemetry())
      let optimizer = AdamW()
      return {
        state.update(&weights, along: gradients, using: optimizer, telemetry: &telemetry)
      }
    },
    value: { $0 * 1e3 })

  /// The memory traffic of `adamw_fused` without its arithmetic, over the same tensors and threads.
  static let adamWFloor = Workload(
    name: "adamw_floor", unit: "ms/step",
    prepare: {
      let counts = resNetShapes.map(\.count)
      let memory = FloorMemory(counts)
      return {
        for (i, count) in counts.enumerated() {
          Threads.split(count) { memory.pass(i, $0) }
        }
      }
    },
    value: { $0 * 1e3 })

  /// AdamW on one tensor of 1,000 values, 1,000 steps.
  static let adamWSmall = Workload(
    name: "adamw_small", unit: "us/step",
    prepare: { adamWSteps(1000, [[1000]]) }, value: { $0 / 1000 * 1e6 })

  /// AdamW on 10,000 tensors of 64 values, 10 steps.
  static let adamWMany = Workload(
    name: "adamw_many", unit: "us/step",
    prepare: { adamWSteps(10, Array(repeating: [64], count: 10_000)) },
    value: { $0 / 10 * 1e6 })

  /// AdamW on one tensor of 640,000 values, 10 steps: what `adamw_many` is held against.
  static let adamWFlat = Workload(
    name: "adamw_flat", unit: "us/step",
    prepare: { adamWSteps(10, [[640_000]]) }, value: { $0 / 10 * 1e6 })

  /// The optimizer's workloads.
  static let optimizers = [
    adamWFused, adamWTelemetry, adamWFloor, adamWSmall, adamWMany, adamWFlat, adamWNormal,
    adamWSubnormal, adamWFlushed,
  ]

  /// AdamW on one tensor of a million values of normal size, 5 steps.
  static let adamWNormal = Workload(
    name: "adamw_normal", unit: "us/step",
    prepare: { moments(scale: 1, areFlushed: false) }, value: { $0 / 5 * 1e6 })

  /// The same with second moments and squared gradients that are all subnormal.
  static let adamWSubnormal = Workload(
    name: "adamw_subnormal", unit: "us/step",
    prepare: { moments(scale: 1e-18, areFlushed: false) }, value: { $0 / 5 * 1e6 })

  /// The same with subnormal numbers taken for zero.
  static let adamWFlushed = Workload(
    name: "adamw_flushed", unit: "us/step",
    prepare: { moments(scale: 1e-18, areFlushed: true) }, value: { $0 / 5 * 1e6 })

  /// Gradients of about 0.01 times a scale; some updates before, so that v is near their square.
  private static func moments(scale: Double, areFlushed: Bool) -> () -> Void {
    var (weights, gradients) = tensors([[1_000_000]])
    gradients = gradients.map { $0 * scale }
    var state = OptimizerState()
    let optimizer = AdamW(beta2: 0.9)
    func step(_ count: Int) {
      let before = SubnormalNumbers.areFlushed
      SubnormalNumbers.areFlushed = areFlushed
      for _ in 0..<count { state.update(&weights, along: gradients, using: optimizer) }
      SubnormalNumbers.areFlushed = before
    }
    step(20)
    return { step(5) }
  }

  private static func adamWSteps(_ count: Int, _ shapes: [Shape]) -> () -> Void {
    var (weights, gradients) = tensors(shapes)
    var state = OptimizerState()
    let optimizer = AdamW()
    return {
      for _ in 0..<count { state.update(&weights, along: gradients, using: optimizer) }
    }
  }

  /// Weights of about 0.02 and gradients of about 0.01.
  private static func tensors(_ shapes: [Shape]) -> (weights: [Tensor], gradients: [Tensor]) {
    var generator = Generator(seed: 1)
    let weights = shapes.map { 0.02 * Tensor.randn($0, using: &generator) }
    return (weights, shapes.map { 0.01 * Tensor.randn($0, using: &generator) })
  }

  /// The shapes of ResNet-50's parameters: 25.6 million values in 161 tensors.
  private static let resNetShapes: [Shape] = {
    var shapes: [Shape] = [[64, 3, 7, 7], [64], [64]]
    var inputs = 64
    for (width, blocks) in [(64, 3), (128, 4), (256, 6), (512, 3)] {
      for block in 0..<blocks {
        shapes += [
          [width, inputs, 1, 1], [width], [width], [width, width, 3, 3], [width], [width],
          [width * 4, width, 1, 1], [width * 4], [width * 4],
        ]
        if block == 0 { shapes += [[width * 4, inputs, 1, 1], [width * 4], [width * 4]] }
        inputs = width * 4
      }
    }
    return shapes + [[1000, 2048], [1000]]
  }()
}

/// The memory that the floor goes over: p, g, m and v of every tensor.
private final class FloorMemory: @unchecked Sendable {
  private let counts: [Int]
  private let blocks: [[UnsafeMutableRawPointer]]

  init(_ counts: [Int]) {
    self.counts = counts
    blocks = counts.map { count in
      (1...4).map { k in
        guard let block = dk_allocate(count * 4) else { preconditionFailure("no memory") }
        block.initializeMemory(as: UInt32.self, repeating: UInt32(k), count: count)
        return block
      }
    }
  }

  func pass(_ tensor: Int, _ piece: Range<Int>) {
    let at = blocks[tensor].map { $0 + piece.lowerBound * 4 }
    dk_bench_floor(at[0], at[1], at[2], at[3], piece.count)
  }

  deinit {
    for (block, count) in zip(blocks, counts) { for p in block { dk_deallocate(p, count * 4) } }
  }
}
