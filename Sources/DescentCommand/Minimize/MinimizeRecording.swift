import Foundation

/// Which steps are reported; the last one always is.
enum MinimizeRecording: Equatable {
  /// Every so many steps.
  case every(Int)
  /// These steps, counted from 1.
  case some(Set<Int>)

  /// What a person asked for: a number, or `last`.
  init(parsing text: String) throws(CommandError) {
    if text == "last" {
      self = .some([])
    } else if let stride = Int(text), stride >= 1 {
      self = .every(stride)
    } else {
      throw .usage("--record: expected a number of at least 1, or last, got '\(text)'")
    }
  }

  /// Whether the step of this number, counted from 1, is one of them.
  func includes(_ number: Int) -> Bool {
    switch self {
    case .every(let stride): number % stride == 0
    case .some(let numbers): numbers.contains(number)
    }
  }

  /// About a dozen of them, closer together at the start, where most happens.
  func fewer(of steps: Int) -> MinimizeRecording {
    guard case .every(let stride) = self, steps / stride > 12 else { return self }
    let count = Double(steps / stride)
    return .some(
      Set((0..<12).map { k in stride * max(1, Int(pow(count, Double(k) / 11).rounded())) }))
  }

  /// How many steps they are.
  func count(of steps: Int) -> Int {
    switch self {
    case .every(let stride): steps / stride
    case .some(let numbers): numbers.count
    }
  }
}
