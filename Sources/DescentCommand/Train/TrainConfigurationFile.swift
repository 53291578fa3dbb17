import DescentOptimizers
import Foundation
import Yams

extension TrainSettings {
  /// Reads a configuration file.
  ///
  /// - Throws: ``CommandError``: 66 without the file, 65 if it does not make sense.
  init(readingFile path: String) throws(CommandError) {
    try self.init(reading: InputFile.read(path), path: path)
  }

  /// Reads the bytes of one; the path stands in errors only.
  init(reading bytes: [UInt8], path: String) throws(CommandError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .badData("\(path): expected YAML in UTF-8, got other bytes")
    }
    let root: Node?
    do { root = try Yams.compose(yaml: text) } catch {
      throw .noYAML(error, path: path, text: text)
    }
    self.init()
    guard let root else { return }
    guard case .mapping(let mapping) = root else {
      throw .badData("\(path): expected names and values, as in 'target: quality'")
    }
    var places: [TrainKey: String] = [:]
    for (name, value) in mapping {
      let place = name.mark.map { "\(path), line \($0.line)" } ?? path
      guard let written = name.string else { throw .badData("\(place): expected a name") }
      let key = try Self.key(written, place)
      // Two spellings of a name are one name.
      if let other = places.updateValue(place, forKey: key) {
        throw .badData("\(place): '\(written)' was said before: \(other)")
      }
      try read(key, value, place, path)
    }
  }

  private static func key(_ written: String, _ place: String) throws(CommandError) -> TrainKey {
    let known = TrainKey.allCases.first {
      OptionAssignment.plain($0.rawValue) == OptionAssignment.plain(written)
    }
    guard let key = known else {
      let hint = NearestName.hint(for: written, among: TrainKey.allCases.map(\.rawValue))
      throw .badData("\(place): unknown name '\(written)'; \(hint)")
    }
    return key
  }

  private mutating func read(
    _ key: TrainKey, _ value: Node, _ place: String, _ path: String
  ) throws(CommandError) {
    if key == .options {
      if Self.isNothing(value) { return }
      guard case .mapping(let options) = value else {
        throw .badData("\(place), options: expected names and values")
      }
      for (name, value) in options {
        let place = name.mark.map { "\(path), line \($0.line)" } ?? path
        guard let name = name.string else { throw .badData("\(place): expected a name") }
        guard let text = Self.text(value) else {
          throw .badData("\(place), \(name): expected a number, a word or a list of numbers")
        }
        set(
          option: name,
          to: Option(
            value: OptionValue(parsing: value.sequence == nil ? text : "[\(text)]"), source: place,
            code: CommandExit.badData))
      }
      return
    }
    if key == .classWeights, case .mapping(let weights) = value {
      for (name, weight) in weights where name.string == nil || weight.float == nil {
        let place = name.mark.map { "\(path), line \($0.line)" } ?? place
        throw .badData("\(place), class_weights: expected classes and numbers")
      }
      let pairs = weights.map { name, weight in
        TrainClassWeights.escaped(name.string ?? "") + "=" + (weight.string ?? "")
      }
      set(
        key, to: pairs.joined(separator: ","), source: "\(place), \(key.rawValue)",
        code: CommandExit.badData)
      return
    }
    guard let text = Self.text(value), value.sequence == nil || [.hidden, .log].contains(key) else {
      throw .badData("\(place), \(key.rawValue): expected one value")
    }
    // `task:` with nothing after it is a task that was not given.
    if Self.isNothing(value) { return }
    if text.isEmpty, key == .target || key == .data {
      throw .badData("\(place), \(key.rawValue): expected a word, got nothing")
    }
    set(key, to: text, source: "\(place), \(key.rawValue)", code: CommandExit.badData)
  }

  private static func isNothing(_ value: Node) -> Bool {
    guard case .scalar(let scalar) = value else { return false }
    return scalar.style == .plain && ["", "null", "~"].contains(scalar.string)
  }

  /// A scalar as it was written, or several with commas between them.
  private static func text(_ node: Node) -> String? {
    switch node {
    case .scalar(let scalar): scalar.string
    case .sequence(let items):
      items.allSatisfy { $0.scalar != nil }
        ? items.map { $0.scalar?.string ?? "" }.joined(separator: ",") : nil
    default: nil
    }
  }
}

extension TrainConfiguration {
  /// The file that makes the same run again.
  ///
  /// Every default is written out, so that another release's defaults do not change the run; the data
  /// file is named by its full path.
  func yaml() throws(CommandError) -> String {
    var pairs: [(Node, Node)] = []
    func add(_ key: TrainKey, _ value: Node) { pairs.append((Node(key.rawValue), value)) }
    add(.data, Self.word(URL(fileURLWithPath: data).standardizedFileURL.path))
    if !isOfImages {
      let file = targetFile.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
      add(.target, Self.word(file ?? target))
      add(.header, Node("\(hasHeader)"))
      add(.missing, Node(missing.rawValue))
      if let task { add(.task, Node(task.rawValue)) }
    }
    switch classWeights {
    case nil: break
    case .balanced: add(.classWeights, Node("balanced"))
    case .given(let weights):
      let pairs = weights.map { (Self.word($0.name), Node("\($0.value)")) }
      add(.classWeights, Node(pairs))
    }
    add(.model, Node(model.rawValue))
    add(
      .hidden,
      Node.sequence(Node.Sequence(hidden.map { Node("\($0)") }, Tag(.implicit), .flow)))
    add(.activation, Node(activation.rawValue))
    add(.dropout, Node("\(dropout)"))
    add(.optimizer, Node(optimizer.name))
    var options: [(Node, Node)] = []
    for (name, value) in optimizer.resolvedOptions {
      if name == "lr" {
        add(.lr, Self.node(value))
      } else {
        options.append((Node(name), Self.node(value)))
      }
    }
    add(.options, Node(options))
    if let schedule { add(.schedule, Self.word(schedule.description)) }
    add(.epochs, Node("\(epochs)"))
    add(.batchSize, Node("\(batchSize)"))
    add(.patience, Node("\(patience)"))
    add(.validation, Node("\(validation)"))
    add(.seed, Node("\(seed)"))
    if checkpointEvery.isGiven { add(.checkpointEvery, Node(checkpointEvery.text)) }
    if accumulate > 1 { add(.accumulate, Node("\(accumulate)")) }
    if let clip { add(.clip, Node(clip.text)) }
    if let average { add(.average, Node(average.text)) }
    if !logs.isEmpty { add(.log, Node(logs.map(\.rawValue).joined(separator: ","))) }
    do {
      return "# descent train --config FILE makes this run again.\n"
        + (try Yams.serialize(node: Node(pairs), allowUnicode: true))
    } catch {
      throw CommandError(CommandExit.cannotWrite, "config.yaml: \(error)")
    }
  }

  /// A word that stays one even if it looks like a number.
  private static func word(_ text: String) -> Node {
    Node(text, Tag(.implicit), .doubleQuoted)
  }

  private static func node(_ value: OptionValue) -> Node {
    switch value {
    case .number(let number): Node("\(number)")
    case .bool(let bool): Node("\(bool)")
    case .numbers(let numbers):
      .sequence(Node.Sequence(numbers.map { Node("\($0)") }, Tag(.implicit), .flow))
    case .text(let text): word(text)
    case .none: Node("none")
    }
  }
}
