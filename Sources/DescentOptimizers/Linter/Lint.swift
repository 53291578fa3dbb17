import DescentTensor

/// What is probably not meant in the way a model is trained, before the first step.
///
///     for finding in lint(model: model, optimizer: optimizer, steps: 10_000) { print(finding) }
///
/// - Parameters:
///   - model: What is trained.
///   - optimizer: How.
///   - steps: For how many batches.
///   - accumulating: How many batches make one update.
/// - Returns: What was found, the worst first.
public func lint<Rule: Optimizer>(
  model: some Module, optimizer: Rule, steps: Int, accumulating: Int = 1
) -> [LintFinding] {
  lint(
    model: model, optimizer: ParameterGroups(optimizer), steps: steps, accumulating: accumulating)
}

/// What is probably not meant in the way a model is trained, with groups of parameters.
///
/// - Parameters:
///   - model: What is trained.
///   - optimizer: How.
///   - steps: For how many batches.
///   - accumulating: How many batches make one update.
/// - Returns: What was found, the worst first.
public func lint<Rule: Optimizer>(
  model: some Module, optimizer: ParameterGroups<Rule>, steps: Int, accumulating: Int = 1
) -> [LintFinding] {
  let parameters = model.parameters.map { path, parameter in
    ParameterInfo(path: path, shape: parameter.value.shape, dtype: parameter.value.dtype)
  }
  let findings =
    optimizer.ownership(of: parameters) + decay(parameters, optimizer)
    + epsilons(parameters, optimizer) + window(steps, accumulating)
    + schedules(optimizer, updates: steps / max(1, accumulating))
    + scheduleFree(optimizer, model, updates: steps / max(1, accumulating))
  return LintFinding.Severity.allCases.reversed().flatMap { severity in
    findings.filter { $0.severity == severity }
  }
}

/// What is probably not meant, seen from one step's gradients.
///
/// - Returns: The parameters that decay although the loss does not depend on them: those that were
///   meant to be frozen, perhaps.
public func lint<Rule: Optimizer>(
  model: some Module, optimizer: ParameterGroups<Rule>, gradients: Gradients
) -> [LintFinding] {
  let parameters = model.parameters
  return gradients.unreached.compactMap { position in
    let (path, parameter) = parameters[position]
    let info = ParameterInfo(
      path: path, shape: parameter.value.shape, dtype: parameter.value.dtype)
    guard let decay = optimizer.rule(for: info)?.constant("weight_decay"), decay != 0 else {
      return nil
    }
    return LintFinding(
      "unreached-but-decayed", .warning,
      "the loss does not depend on \(path), which decays by \(decay) all the same; freeze it, "
        + "or skip unreached parameters",
      parameters: [path])
  }
}

extension ParameterGroups {
  /// Whether every parameter of a model is in exactly one group, and every group has one.
  public func ownership(of parameters: [ParameterInfo]) -> [LintFinding] {
    var findings: [LintFinding] = []
    var used = Set<Int>()
    for parameter in parameters {
      let groups = matches(parameter)
      used.formUnion(groups)
      if grouping?.group(parameter) == nil {
        findings.append(
          LintFinding(
            "unowned", .error,
            "\(parameter.path) \(parameter.shape) is in no group; it would not be trained",
            parameters: [parameter.path]))
      }
      guard let first = groups.first, let other = groups.dropFirst().first else { continue }
      let (a, b) = (name(ofGroup: first), name(ofGroup: other))
      let isThawed = rules[first] != nil && groups.contains { rules[$0] == nil }
      findings.append(
        LintFinding(
          isThawed ? "frozen-but-updated" : "owned-twice", .warning,
          isThawed
            ? "\(parameter.path) is to be frozen, but \(a) comes first and updates it; freeze first"
            : "\(parameter.path) is in \(a) and in \(b); \(a) has it",
          parameters: [parameter.path]))
    }
    for group in rules.indices.dropLast() where !used.contains(group) {
      findings.append(
        LintFinding("empty-group", .warning, "\(name(ofGroup: group)) matches no parameter"))
    }
    return findings
  }
}

extension Optimizer {
  /// An option's value by torch's name, if it is a number that stays.
  fileprivate func constant(_ option: String) -> Double? {
    guard let rule = self as? any ConfigurableOptimizer,
      case .number(let number) = rule.resolvedOptions.first(where: { $0.name == option })?.value
    else { return nil }
    return number
  }
}

/// Norms and biases, which are usually not decayed.
private func decay(
  _ parameters: [ParameterInfo], _ groups: ParameterGroups<some Optimizer>
) -> [LintFinding] {
  let paths = parameters.filter {
    $0.shape.rank < 2 && groups.rule(for: $0)?.constant("weight_decay") ?? 0 != 0
  }.map(\.path)
  guard let first = paths.first else { return [] }
  return [
    LintFinding(
      "decayed-norm", .warning,
      "\(paths.count == 1 ? "\(first) is a norm or a bias and decays" : "\(first) and \(paths.count - 1) more norms and biases decay"); "
        + "leave them out with .except(where: { $0.shape.rank < 2 }) { $0.weightDecay = 0 }",
      parameters: paths)
  ]
}

/// An ε that is nothing in the element type of a parameter.
private func epsilons(
  _ parameters: [ParameterInfo], _ groups: ParameterGroups<some Optimizer>
) -> [LintFinding] {
  var seen = Set<DType>()
  return parameters.compactMap { parameter in
    guard let epsilon = groups.rule(for: parameter)?.constant("eps") else { return nil }
    let least =
      parameter.dtype == .float32
      ? Double(Float.leastNormalMagnitude) : Double.leastNormalMagnitude
    guard epsilon < least, seen.insert(parameter.dtype).inserted else { return nil }
    return LintFinding(
      "epsilon-below-dtype", .warning,
      "an epsilon of \(epsilon) is below \(least), the least normal \(parameter.dtype): where the "
        + "gradient is 0, \(parameter.path) is divided by nothing",
      parameters: [parameter.path])
  }
}

/// A last window of accumulation that is shorter than the others.
private func window(_ steps: Int, _ length: Int) -> [LintFinding] {
  guard length > 1, steps % length != 0 else { return [] }
  return [
    LintFinding(
      "window-cut-short", .warning,
      "\(steps) batches in windows of \(length) leave \(steps % length) over; "
        + "flush() the accumulator at the end, or they are lost")
  ]
}

/// Learning rates that do not fit the run.
private func schedules(_ groups: ParameterGroups<some Optimizer>, updates: Int) -> [LintFinding] {
  var seen = Set<String>()
  return groups.rules.compactMap(\.self).flatMap { rule -> [LintFinding] in
    let rate = rule.learningRate
    guard rate.constant == nil, seen.insert(rate.description).inserted else { return [] }
    return rate.problems(steps: Int64(updates)).map { problem in
      LintFinding("schedule", .warning, "the learning rate: \(problem)")
    }
  }
}
