import DescentTensor

/// Takes a saved state apart, and collects what is wrong with it.
struct StateReader {
  let saved: NamedBuffers
  let migration: OptimizerState.Migration
  /// What was wrong so far.
  private(set) var differences: [OptimizerStateError.Difference] = []
  /// The paths of the parameters that were saved and not read yet.
  private(set) var parameterPaths: Set<String>
  /// The names of the buffers that were saved and not read yet.
  private var bufferNames: Set<String>

  init(saved: NamedBuffers, migration: OptimizerState.Migration) {
    self.saved = saved
    self.migration = migration
    parameterPaths = Set(
      saved.metadata.keys.filter { $0.hasPrefix(StateKey.parameter) }
        .map { String($0.dropFirst(StateKey.parameter.count)) })
    bufferNames = Set(saved.tensors.keys)
  }

  mutating func checkRule(_ rule: some Optimizer) {
    let name = saved.metadata[StateKey.rule]
    if name == "" { return }  // Nothing was updated yet.
    guard let name else {
      differences.append(
        .metadata(key: StateKey.rule, found: nil, expected: "the name of a rule"))
      return
    }
    if name != rule.stateName {
      differences.append(.rule(saved: name, needed: rule.stateName))
    } else if let version = count(StateKey.version), version != rule.stateVersion {
      differences.append(.version(saved: version, needed: rule.stateVersion))
    }
  }

  /// A whole number of at least 0.
  mutating func count(_ key: String) -> Int64? {
    let text = saved.metadata[key]
    if let count = text.flatMap({ Int64($0) }), count >= 0 { return count }
    differences.append(
      .metadata(key: key, found: text, expected: "a whole number of at least 0"))
    return nil
  }

  mutating func number(_ key: String) -> Double? {
    let text = saved.metadata[key]
    if text == nil, saved.metadata[StateKey.rule] == "" { return nil }
    if let number = text.flatMap({ Double($0) }) { return number }
    differences.append(.metadata(key: key, found: text, expected: "a number"))
    return nil
  }

  /// Reads what was saved of the state's last parameter.
  mutating func read(_ path: String, into state: inout OptimizerState) {
    let i = state.parameters.count - 1
    let record = state.parameters[i]
    guard parameterPaths.remove(path) != nil else {
      if migration == .none { differences.append(.newParameter(path: path)) }
      return
    }
    let text = saved.metadata[StateKey.parameter + path] ?? ""
    let words = text.split(separator: " ")
    let kind = words.dropLast().joined(separator: " ")
    guard words.count >= 3, let updates = words.last.flatMap({ Int64($0) }), updates >= 0 else {
      differences.append(
        .metadata(
          key: StateKey.parameter + path, found: text,
          expected: "an element type, a shape and a number of updates"))
      return
    }
    let needed = "\(state.forms[i].dtype) \(state.forms[i].shape)"
    guard kind == needed else {
      differences.append(.parameter(path: path, saved: kind, needed: needed))
      bufferNames = bufferNames.filter { !$0.hasPrefix(path + ".") }
      return
    }
    let names = bufferNames.filter { $0.hasPrefix(path + ".") }
    // It was frozen, and is not any more.
    if updates == 0, names.isEmpty { return }
    state.parameters[i].updates = updates
    // It is frozen now.
    if migration == .byName, state.slots[record.group] == nil { bufferNames.subtract(names) }
    for (slot, buffer) in zip(state.slots[record.group] ?? [], record.buffers ?? 0..<0) {
      readBuffer("\(path).\(slot)", into: &state.buffers[buffer])
    }
  }

  private mutating func readBuffer(_ name: String, into buffer: inout Tensor) {
    guard bufferNames.remove(name) != nil, let found = saved.tensors[name] else {
      differences.append(.missingBuffer(name: name))
      return
    }
    guard found.shape == buffer.shape && found.dtype == buffer.dtype else {
      differences.append(
        .buffer(
          name: name, saved: "\(found.dtype) \(found.shape)",
          needed: "\(buffer.dtype) \(buffer.shape)"))
      return
    }
    buffer = found.detached
  }

  /// Finds what is left over.
  mutating func checkRest() {
    let lost = parameterPaths.sorted()
    for path in lost {
      if migration == .none { differences.append(.lostParameter(path: path)) }
      bufferNames = bufferNames.filter { !$0.hasPrefix(path + ".") }
    }
    differences += bufferNames.sorted().map { .unknownBuffer(name: $0) }
  }
}
