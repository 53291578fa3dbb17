import DescentTensor

extension Tensor {
  /// A weight whose rows, or columns where those are fewer, are orthogonal and of one length.
  ///
  ///     A = Q R,   A normal `[rows, columns]` (transposed where rows < columns),   R's diagonal positive
  ///     W = gain Q
  ///
  /// The axes after the first are taken as one. The normals are torch's for the same generator, and so
  /// is W up to rounding, because with a positive diagonal there is one Q only; its last bits are those
  /// of torch's LAPACK and cannot be had. Here it is Gram and Schmidt's process, done twice, in double.
  ///
  /// - Parameters:
  ///   - shape: The weight's, of at least two axes.
  ///   - gain: The length of the rows or columns.
  ///   - dtype: `float32` or `float64`.
  ///   - generator: Where the numbers come from.
  /// - Returns: The weight.
  /// - SeeAlso: Saxe et al. (arXiv:1312.6120); torch.nn.init.orthogonal_.
  /// - Complexity: O(*r* *c* min(*r*, *c*)).
  public static func orthogonal(
    _ shape: Shape, gain: Double = 1, dtype: DType = .float32, using generator: inout Generator
  ) -> Tensor {
    precondition(shape.rank >= 2, "orthogonal: a weight of shape \(shape)")
    let (rows, columns) = (shape[0], shape.count / Swift.max(1, shape[0]))
    let drawn = Tensor.randn([rows, columns] as Shape, dtype: dtype, using: &generator)
    // Vectors are the columns of A, or its rows where these are fewer.
    let isWide = rows < columns
    let (count, length) = isWide ? (rows, columns) : (columns, rows)
    var vectors = (isWide ? drawn : drawn.transposed).doubles
    for k in 0..<count {
      for _ in 0..<2 {
        for j in 0..<k { vectors.takeOff(j, from: k, length) }
      }
      vectors.normalize(k, length)
    }
    let q = Tensor(vectors, shape: [count, length], dtype: dtype)
    return ((isWide ? q : q.transposed) * gain).reshaped(to: shape)
  }
}

extension [Double] {
  /// Takes the part along vector j, of length 1, off vector k.
  fileprivate mutating func takeOff(_ j: Int, from k: Int, _ n: Int) {
    var product = 0.0
    for i in 0..<n { product += self[j * n + i] * self[k * n + i] }
    for i in 0..<n { self[k * n + i] -= product * self[j * n + i] }
  }

  fileprivate mutating func normalize(_ k: Int, _ n: Int) {
    var squares = 0.0
    for i in 0..<n { squares += self[k * n + i] * self[k * n + i] }
    for i in 0..<n { self[k * n + i] /= squares.squareRoot() }
  }
}
