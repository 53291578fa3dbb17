import CDescentKernels
import Descent
import DescentTensor

extension Workload {
  /// The surface's formula on a 1000 × 1000 grid, values only.
  static let grid = Workload(
    name: "grid", unit: "ns/point",
    prepare: {
      let (w0, w1) = (gridPoints[0], gridPoints[1])
      return { _ = w0.tanh().squared() + 0.01 * w1.abs() + w1.sigmoid() }
    },
    value: { $0 * 1e9 / 1e6 })

  /// The same, recorded once and replayed.
  static let gridReplayed = Workload(
    name: "grid_replayed", unit: "ns/point", mode: "replayed",
    prepare: {
      let (points, function) = (gridPoints, ReplayedFunction(surface))
      for _ in 0..<4 { _ = function(points) }
      return { _ = function(points) }
    },
    value: { $0 * 1e9 / 1e6 })

  /// tanh(w₀)² + 0.01 |w₁| + σ(w₁).
  @Sendable static func surface(_ w: Tensor) -> Tensor {
    w[0].tanh().squared() + 0.01 * w[1].abs() + w[1].sigmoid()
  }

  /// All w₀ and all w₁: `[2, 1000, 1000]`.
  private static var gridPoints: Tensor {
    let axis = Tensor.linspace(from: -5, to: 5, count: 1000)
    return .stack([
      axis.expandingAxis(1).broadcast(to: [1000, 1000]),
      axis.expandingAxis(0).broadcast(to: [1000, 1000]),
    ])
  }

  /// A Hessian-vector product of 784-128(tanh)-10 with cross-entropy on 512 rows.
  static let hessianVector = Workload(
    name: "hvp", unit: "ms/product",
    prepare: {
      let problem = HessianProblem()
      return {
        for _ in 0..<5 {
          _ = hessianVectorProduct(at: problem.model, along: problem.vector, of: problem.loss)
        }
      }
    },
    value: { $0 / 5 * 1e3 })

  /// The same, recorded once and replayed.
  static let hessianVectorReplayed = Workload(
    name: "hvp_replayed", unit: "ms/product", mode: "replayed",
    prepare: {
      let problem = HessianProblem()
      let hessian = ReplayedHessian(of: problem.loss)
      for _ in 0..<4 { _ = hessian.product(at: problem.model, along: problem.vector) }
      return {
        for _ in 0..<5 { _ = hessian.product(at: problem.model, along: problem.vector) }
      }
    },
    value: { $0 / 5 * 1e3 })

  /// A 1024³ matrix product.
  static let matrixProduct = product("gemm", isEmbedded: false)

  /// The same by the embedded kernels, whatever the machine has.
  static let embeddedProduct = product("gemm_embedded", isEmbedded: true)

  private static func product(_ name: String, isEmbedded: Bool) -> Workload {
    Workload(
      name: name, unit: "GFLOP/s",
      prepare: {
        var generator = Generator(seed: 1)
        let a = Tensor.rand([1024, 1024], using: &generator)
        let b = Tensor.rand([1024, 1024], using: &generator)
        let work = { _ = a.matmul(b) }
        return isEmbedded ? { ProductBackend.using(library: false, work) } : work
      },
      value: { 2 * 1024 * 1024 * 1024 / $0 / 1e9 }, isEmbedded: isEmbedded)
  }

  /// a = b + 2 c over 40 million floats: the ceiling of everything that streams through memory.
  static let stream = Workload(
    name: "stream", unit: "GB/s",
    prepare: {
      var a = Tensor.zeros([streamed], dtype: .float32)
      let b = Tensor(repeating: 0.5, shape: [streamed], dtype: .float32)
      let c = Tensor(repeating: 0.25, shape: [streamed], dtype: .float32)
      return {
        a.withUnsafeMutableElements(as: Float.self) { sum in
          b.withUnsafeElements(as: Float.self) { first in
            c.withUnsafeElements(as: Float.self) { second in
              guard let a = sum.baseAddress, let b = first.baseAddress, let c = second.baseAddress
              else { return }
              nonisolated(unsafe) let memory = (a, b, c)
              Threads.split(streamed) { piece in
                let start = piece.lowerBound
                dk_bench_stream(
                  memory.0 + start, memory.1 + start, memory.2 + start, piece.count)
              }
            }
          }
        }
      }
    },
    value: { 12 * Double(streamed) / $0 / 1e9 })

  private static let streamed = 40_000_000
}

/// What `hvp` is a product of.
private struct HessianProblem {
  let model: Sequential
  let vector: [Tensor]
  let loss: @Sendable (Sequential) -> Tensor

  init() {
    var generator = Generator(seed: 1)
    model = Sequential(
      Linear(from: 784, to: 128, using: &generator), Tanh(),
      Linear(from: 128, to: 10, using: &generator))
    let x = Tensor.rand([512, 784], using: &generator)
    let y = Tensor.randint([512], to: 10, using: &generator)
    vector = model.parameters.map { Tensor.randn($0.parameter.value.shape, using: &generator) }
    loss = { crossEntropy($0(x), y) }
  }
}
