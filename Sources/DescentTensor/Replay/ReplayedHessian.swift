import Synchronization

/// Products of a loss's Hessian with vectors, recorded once and replayed.
///
///     let hessian = ReplayedHessian { (model: Sequential) in crossEntropy(model(x), y) }
///     let product = hessian.product(at: model, along: v)
///
/// The products are those of ``hessianVectorProduct(at:along:of:)-(M,_,_)``, bit for bit. A replay
/// computes nothing that the product does not need: not the loss, and not the gradient where only its
/// derivative is asked for. Of a network of linear layers it makes three large products for each of the four
/// of an eager call, and it asks for no memory but the result's.
///
/// What a recorded loss may not do: depend on anything that changes but the model, for what it captures is
/// taken for constant; choose by elements; compute tensors on other threads, or draw random numbers. One
/// that reads elements on the way is computed eagerly, always.
///
/// It is recorded at the first two calls and, to be sure that it has not changed, at the calls 4, 8, 16, …;
/// a model with another static part or other shapes is recorded in its own right.
public final class ReplayedHessian<M: Module>: @unchecked Sendable {
  private let loss: @Sendable (M) -> Tensor
  private let replay = StepReplay()
  /// Whether a thread is inside; another one then computes eagerly.
  private let isBusy = Atomic<Bool>(false)
  @exclusivity(unchecked) private var reader = ModelReader()

  /// The Hessian of a loss that gives one element.
  public init(of loss: @escaping @Sendable (M) -> Tensor) { self.loss = loss }

  /// How often a product was replayed, and how often it was recorded.
  package var counts: (replayed: Int, recorded: Int) { replay.counts }

  /// H v at a model.
  ///
  /// - Parameters:
  ///   - model: Where.
  ///   - vector: v: one tensor for each parameter, in visiting order; of tied ones the first counts.
  /// - Returns: One tensor for each parameter.
  /// - Precondition: The vector's tensors have the parameters' shapes and element types.
  public func product(at model: M, along vector: [Tensor]) -> [Tensor] {
    if !isBusy.exchange(true, ordering: .acquiring) {
      defer { isBusy.store(false, ordering: .releasing) }
      if let product = replayed(model, vector) { return product }
    }
    return hessianVectorProduct(at: model, along: vector, of: loss).product
  }

  private func replayed(_ model: M, _ vector: [Tensor]) -> [Tensor]? {
    var model = model
    reader.read(&model)
    defer { reader.release() }
    let ends = (reader.parameters.count, reader.parameters.count + reader.buffers.count)
    var key = StepKey()
    key.ids = reader.ids
    key.model = reader.staticPart
    var unused = Generator.unused
    return replay.run(reader.tensors + vector, key: key, drawingFrom: &unused) { copies, _ in
      var model = model
      var writer = ModelWriter(parameters: copies[..<ends.0], buffers: copies[ends.0..<ends.1])
      model.visit(&writer)
      let product = hessianVectorProduct(at: model, along: Array(copies[ends.1...]), of: loss)
      return (product.product, nil)
    }?.results
  }
}
