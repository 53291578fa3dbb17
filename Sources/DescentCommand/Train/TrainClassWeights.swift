import DescentTensor
import DescentTraining
import Foundation

/// How much a row counts in the loss, by its class.
enum TrainClassWeights: Equatable {
  /// So that every class counts alike: ``/DescentTraining/balancedClassWeights(counts:)``.
  case balanced
  /// As given; a class that is not named has weight 1.
  case given([Weight])

  /// The weight of one class.
  struct Weight: Equatable {
    var name: String
    var value: Double
  }

  /// Reads `balanced`, or `name=weight` between commas; nil if it makes no sense.
  ///
  /// A comma or a backslash in a name has a backslash before it.
  init?(_ text: String) {
    if text.lowercased() == "balanced" {
      self = .balanced
      return
    }
    var weights: [Weight] = []
    for part in Self.parts(of: text) {
      guard let sign = part.lastIndex(of: "=") else { return nil }
      let name = part[..<sign].trimmingCharacters(in: .whitespaces)
      let number = part[part.index(after: sign)...].trimmingCharacters(in: .whitespaces)
      guard !name.isEmpty, let value = Double(number), value > 0, value.isFinite,
        !weights.contains(where: { $0.name == name })
      else { return nil }
      weights.append(Weight(name: name, value: value))
    }
    self = .given(weights)
  }

  /// What stands between commas, the backslashes taken away.
  private static func parts(of text: String) -> [String] {
    var parts = [""]
    var isEscaped = false
    for character in text {
      if isEscaped || (character != "\\" && character != ",") {
        parts[parts.count - 1].append(character)
        isEscaped = false
      } else if character == "," {
        parts.append("")
      } else {
        isEscaped = true
      }
    }
    return parts
  }

  /// The name of a class as ``init(_:)`` reads it.
  static func escaped(_ name: String) -> String {
    name.replacing("\\", with: "\\\\").replacing(",", with: "\\,")
  }

  /// A weight for each class.
  ///
  /// - Parameters:
  ///   - classes: Their names.
  ///   - rows: The class of each training row.
  /// - Returns: The weights, in the classes' order.
  /// - Throws: ``CommandError``, 64, for a name that is none of the classes.
  func weights(of classes: [String], rows: Tensor) throws(CommandError) -> [Double] {
    switch self {
    case .balanced:
      var counts = [Int](repeating: 0, count: classes.count)
      for c in rows.doubles { counts[Int(c)] += 1 }
      return balancedClassWeights(counts: counts)
    case .given(let given):
      var weights = [Double](repeating: 1, count: classes.count)
      for weight in given {
        // "1.0" is the class 1, as it is in the table.
        let index =
          classes.firstIndex(of: weight.name)
          ?? classes.firstIndex { name in
            Double(name).map { $0 == Double(weight.name) } ?? false
          }
        guard let index else {
          let hint = NearestName.hint(for: weight.name, among: classes)
          throw .usage("--class-weights: there is no class '\(weight.name)'; \(hint)")
        }
        weights[index] = weight.value
      }
      return weights
    }
  }
}
