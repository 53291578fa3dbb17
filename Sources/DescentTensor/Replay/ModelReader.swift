/// Reads what a step depends on from a model: weights, buffers, and its static part.
///
/// It keeps the bytes of every part of the model, so that reflection is only needed when some of them
/// changed.
package struct ModelReader: ParameterVisitor {
  /// The parameters' values and then the buffers', in visiting order.
  package var tensors: [Tensor] { parameters + buffers }
  package private(set) var parameters: [Tensor] = []
  package private(set) var buffers: [Tensor] = []
  /// The parameters' identities.
  package private(set) var ids: [Parameter.ID] = []
  package private(set) var staticPart: StaticPart?

  private var memory: [UInt8] = []
  private var offset = 0
  private var hasChanged = false

  /// Nothing was read yet.
  package init() {}

  /// Reads a model.
  package mutating func read<M: Module>(_ model: inout M) {
    parameters.removeAll(keepingCapacity: true)
    buffers.removeAll(keepingCapacity: true)
    offset = 0
    hasChanged = staticPart?.isIndirect ?? true
    seen = 0
    visit("", &model)
    if seen != ids.count { ids.removeLast(ids.count - seen) }
    if offset != memory.count {
      hasChanged = true
      memory.removeLast(memory.count - offset)
    }
    guard hasChanged else { return }
    let now = StaticPart(of: model)
    if now != staticPart { staticPart = now }
  }

  /// Lets go of what was read, so that the model is the only one to hold it.
  package mutating func release() {
    parameters.removeAll(keepingCapacity: true)
    buffers.removeAll(keepingCapacity: true)
  }

  private var seen = 0

  package mutating func visit(_ name: String, _ parameter: inout Parameter) {
    parameters.append(parameter.value)
    if seen == ids.count {
      ids.append(parameter.id)
    } else if ids[seen] != parameter.id {
      ids[seen] = parameter.id
    }
    seen += 1
  }

  package mutating func visit(_ name: String, _ buffer: inout Buffer) {
    buffers.append(buffer.value)
  }

  package mutating func visit<M: Module>(_ name: String, _ module: inout M) {
    compare(ObjectIdentifier(M.self))
    compare(module)
    module.visit(&self)
  }

  private mutating func compare<T>(_ value: T) {
    withUnsafeBytes(of: value) { bytes in
      let end = offset + bytes.count
      if memory.count >= end {
        let isSame = memory.withUnsafeBytes {
          $0[offset..<end].elementsEqual(bytes)
        }
        if !isSame {
          hasChanged = true
          for (i, byte) in bytes.enumerated() { memory[offset + i] = byte }
        }
      } else {
        hasChanged = true
        memory.removeLast(memory.count - offset)
        memory.append(contentsOf: bytes)
      }
      offset = end
    }
  }
}

/// Puts tensors in the places of a model's parameters and buffers.
package struct ModelWriter: ParameterVisitor {
  private let parameters: ArraySlice<Tensor>
  private let buffers: ArraySlice<Tensor>
  private var parameter: Int
  private var buffer: Int

  /// A writer of the parameters' and buffers' values, in visiting order.
  package init(parameters: ArraySlice<Tensor>, buffers: ArraySlice<Tensor>) {
    self.parameters = parameters
    self.buffers = buffers
    parameter = parameters.startIndex
    buffer = buffers.startIndex
  }

  package mutating func visit(_ name: String, _ parameter: inout Parameter) {
    parameter.value = parameters[self.parameter]
    self.parameter += 1
  }

  package mutating func visit(_ name: String, _ buffer: inout Buffer) {
    buffer.value = buffers[self.buffer]
    self.buffer += 1
  }
}
