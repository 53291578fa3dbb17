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

  /// The bytes of all parts, one after another, as they were the last time.
  private var memory: [UInt8] = []
  /// 0 for bytes that changed while the static part did not: addresses of weights, gaps between fields.
  private var mask: [UInt8] = []
  private var changed: [Int] = []
  private var offset = 0
  private var seen = 0

  /// Nothing was read yet.
  package init() {}

  /// Reads a model.
  package mutating func read<M: Module>(_ model: inout M) {
    parameters.removeAll(keepingCapacity: true)
    buffers.removeAll(keepingCapacity: true)
    changed.removeAll(keepingCapacity: true)
    (offset, seen) = (0, 0)
    visit("", &model)
    if seen != ids.count { ids.removeLast(ids.count - seen) }
    if offset != memory.count { resize(to: offset) }
    guard !changed.isEmpty || staticPart?.isIndirect ?? true else { return }
    let now = StaticPart(of: model)
    if now == staticPart {
      for place in changed { mask[place] = 0 }
    } else {
      staticPart = now
      for place in mask.indices { mask[place] = 0xff }
    }
  }

  private mutating func resize(to count: Int) {
    if count < memory.count {
      memory.removeLast(memory.count - count)
      mask.removeLast(mask.count - count)
    }
    while memory.count < count {
      changed.append(memory.count)
      memory.append(0)
      mask.append(0xff)
    }
  }

  /// Lets go of what was read, so that the model is the only one to hold it.
  package mutating func release() {
    parameters.removeAll(keepingCapacity: true)
    buffers.removeAll(keepingCapacity: true)
  }

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
    var type = ObjectIdentifier(M.self)
    withUnsafeBytes(of: &type) { compare($0) }
    withUnsafeBytes(of: &module) { compare($0) }
    module.visit(&self)
  }

  private mutating func compare(_ bytes: UnsafeRawBufferPointer) {
    let end = offset + bytes.count
    if end > memory.count { resize(to: end) }
    var i = 0
    // Eight at a time while nothing changed.
    memory.withUnsafeBytes { memory in
      mask.withUnsafeBytes { mask in
        while i + 8 <= bytes.count {
          let old = memory.loadUnaligned(fromByteOffset: offset + i, as: UInt64.self)
          let new = bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)
          let counts = mask.loadUnaligned(fromByteOffset: offset + i, as: UInt64.self)
          if (old ^ new) & counts != 0 { break }
          i += 8
        }
      }
    }
    while i < bytes.count {
      if (memory[offset + i] ^ bytes[i]) & mask[offset + i] != 0 {
        changed.append(offset + i)
        memory[offset + i] = bytes[i]
      }
      i += 1
    }
    offset = end
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
