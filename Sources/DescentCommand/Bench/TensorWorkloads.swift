import CDescentKernels
import Descent
import DescentTensor

extension Workload {
  /// The surface's formula on a 1000 × 1000 grid, values only.
  static let grid = Workload(
    name: "grid", unit: "ns/point",
    prepare: {
      let axis = Tensor.linspace(from: -5, to: 5, count: 1000)
      let w0 = axis.expandingAxis(1).broadcast(to: [1000, 1000])
      let w1 = axis.expandingAxis(0).broadcast(to: [1000, 1000])
      return { _ = w0.tanh().squared() + 0.01 * w1.abs() + w1.sigmoid() }
    },
    value: { $0 * 1e9 / 1e6 })

  /// A Hessian-vector product of 784-128(tanh)-10 with cross-entropy on 512 rows.
  static let hessianVector = Workload(
    name: "hvp", unit: "ms/product",
    prepare: {
      var generator = Generator(seed: 1)
      let model = Sequential(
        Linear(from: 784, to: 128, using: &generator), Tanh(),
        Linear(from: 128, to: 10, using: &generator))
      let x = Tensor.rand([512, 784], using: &generator)
      let y = Tensor.randint([512], to: 10, using: &generator)
      let v = model.parameters.map {
        Tensor.randn($0.parameter.value.shape, using: &generator)
      }
      return {
        for _ in 0..<5 { _ = hessianVectorProduct(at: model, along: v) { crossEntropy($0(x), y) } }
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
