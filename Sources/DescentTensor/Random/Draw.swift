/// Fills a tensor with random numbers; the first operand is the generator.
///
/// The functions take all they need as arguments: they must not capture anything, so that two draws of
/// the same kind are seen to be the same.
struct Draw: Kernel {
  typealias Function<T> = (inout Generator, UnsafeMutableBufferPointer<T>, Numbers) -> Void

  /// What a distribution is described by.
  struct Numbers {
    var a = 0.0
    var b = 0.0
    var flag = false
  }

  let isFloat: Bool
  let float32: Function<Float>
  let float64: Function<Double>
  let numbers: Numbers
  let count: Int

  func run(_ at: Operands) {
    let generator = at[0].assumingMemoryBound(to: Generator.self)
    if isFloat {
      let y = at[1].assumingMemoryBound(to: Float.self)
      float32(&generator.pointee, UnsafeMutableBufferPointer(start: y, count: count), numbers)
    } else {
      let y = at[1].assumingMemoryBound(to: Double.self)
      float64(&generator.pointee, UnsafeMutableBufferPointer(start: y, count: count), numbers)
    }
  }
}
