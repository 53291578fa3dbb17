extension TableEncoder {
  /// Why this cannot be what was fitted to a table; nil if it can.
  ///
  /// A saved encoder is a file that anybody may have written.
  package var objection: String? {
    let columns = 0..<max(0, tableColumns)
    guard columns.contains(target.index) else {
      return "expected a target among \(tableColumns) columns, found index \(target.index)"
    }
    switch target.encoding {
    case .number(let standardization):
      if !standardization.isUsable { return "target: expected a finite mean and a scale above 0" }
    case .classes(let classes):
      guard classes.count >= 2, Set(classes).count == classes.count else {
        return "target: expected two classes or more, each of them once"
      }
    }
    guard width > 0 else { return "expected a feature, found none" }
    for feature in features {
      guard columns.contains(feature.index), feature.index != target.index else {
        return "\(feature.name): expected an index among \(tableColumns) columns that is not the "
          + "target's, found \(feature.index)"
      }
      switch feature.encoding {
      case .number(let standardization):
        guard standardization.isUsable else {
          return "\(feature.name): expected a finite mean and a scale above 0"
        }
      case .oneHot(let levels):
        guard Set(levels).count == levels.count else {
          return "\(feature.name): expected each category once"
        }
      }
    }
    return nil
  }
}

extension Standardization {
  fileprivate var isUsable: Bool { mean.isFinite && scale.isFinite && scale > 0 }
}

/// What a cell of the target's column says.
package enum TargetValue: Equatable {
  /// Nothing.
  case missing
  /// A number, standardized.
  case number(Float)
  /// A class, counted from 0.
  case `class`(Int)
  /// Something else.
  case unknown
}

extension TargetEncoding {
  /// What the text of a cell says, read as a table's cells are.
  package func value(of text: String) -> TargetValue {
    var text = text
    let parsed = text.withUTF8 { parseNumber($0) }
    if parsed == .missing { return .missing }
    switch encoding {
    case .number(let standardization):
      guard case .number(let value) = parsed else { return .unknown }
      let z = Float(standardization.apply(value))
      return z.isFinite ? .number(z) : .unknown
    case .classes(let classes):
      if let index = classes.firstIndex(of: text) { return .class(index) }
      // Classes that are all numbers were read as numbers, "1.0" and "1" alike.
      guard case .number(let value) = parsed, classes.allSatisfy({ Double($0) != nil }),
        let index = classes.firstIndex(of: label(of: value))
      else { return .unknown }
      return .class(index)
    }
  }
}
