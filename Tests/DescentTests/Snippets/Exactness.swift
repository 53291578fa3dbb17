// swift-format-ignore-file
// Written by Scripts/snippets.py from Sources/DescentTensor/DescentTensor.docc/Exactness.md.
import Descent
import Testing

@Suite struct ExactnessSnippets {
  @Test func runs() throws {
    func run() -> Tensor {
      var generator = Generator(seed: 3)
      var w = Tensor.randn([1000], using: &generator)
      for _ in 0..<20 {
        let (_, gradient) = valueAndGradient(at: w) { ($0.tanh() * $0).sum() }
        w = w - 0.1 * gradient
      }
      return w
    }
    let all = run()
    Threads.count = 1
    expectPrinted("true", run() == all)
  }
}
