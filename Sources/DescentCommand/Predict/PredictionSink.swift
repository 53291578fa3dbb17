import DescentData
import DescentTraining

/// What a model says of one row.
enum Prediction {
  /// A number, in the target's unit.
  case number(Double)
  /// A probability for each class.
  case classes([Double])
}

/// Takes predictions row by row: a CSV file, or standard output, or a JSON document's lists.
final class PredictionSink {
  /// Where the CSV goes.
  enum Place {
    case output(Console)
    case file(String)
    /// Nowhere: the rows are kept for a JSON document.
    case memory
  }

  /// The rows that were kept.
  private(set) var kept: [JSON] = []
  private let classes: [String]
  private let place: Place
  private var file: AtomicFile?
  private var text = ""

  /// Opens the file, if there is one, and writes the names of the columns.
  ///
  /// - Parameters:
  ///   - place: Where the rows go.
  ///   - inputs: The names of the columns that are copied from the data.
  ///   - classes: The names of the classes; none for a number.
  /// - Throws: `DataError` if the file cannot be written.
  init(_ place: Place, inputs: [String], classes: [String]) throws {
    self.place = place
    self.classes = classes
    if case .file(let path) = place { file = try AtomicFile(path: path) }
    var names = inputs
    for name in ["prediction"] + classes.map({ "probability_\($0)" }) {
      // A column of the data may be called so as well.
      let free = (1...).lazy.map { $0 == 1 ? name : "\(name)_\($0)" }.first {
        !names.contains($0)
      }
      names.append(free ?? name)
    }
    try write(names)
  }

  /// Takes a row; nil is a row of which nothing can be said.
  func add(_ inputs: [String], _ prediction: Prediction?) throws {
    if case .memory = place {
      kept.append(prediction.map(json) ?? .null)
      return
    }
    switch prediction {
    case .number(let value): try write(inputs + ["\(value)"])
    case .classes(let shares):
      let best = classes[ClassificationTally.likeliest(shares)]
      try write(inputs + [best] + shares.map { "\($0)" })
    case nil:
      try write(inputs + [String](repeating: "", count: classes.count + 1))
    }
  }

  /// Puts the file under its name, or prints what is left.
  func finish() throws {
    try flush()
    try file?.commit()
  }

  private func json(_ prediction: Prediction) -> JSON {
    switch prediction {
    case .number(let value): .number(value)
    case .classes(let shares):
      [
        "class": .string(classes[ClassificationTally.likeliest(shares)]),
        "probabilities": .numbers(shares),
      ]
    }
  }

  private func write(_ cells: [String]) throws {
    if case .memory = place { return }
    text += cells.map(CSVText.cell).joined(separator: ",") + "\n"
    if text.utf8.count > 1 << 16 { try flush() }
  }

  private func flush() throws {
    guard !text.isEmpty else { return }
    if case .output(let console) = place { console.output(text) }
    try file?.write(Array(text.utf8))
    text = ""
  }
}

/// Text as a cell of a CSV file (RFC 4180).
enum CSVText {
  /// The text, in quotes where it must be.
  static func cell(_ text: String) -> String {
    let needsQuotes = text.utf8.contains { byte in
      [UInt8(ascii: ","), UInt8(ascii: "\""), 10, 13, UInt8(ascii: ";"), 9].contains(byte)
    }
    let isPadded = text.first?.isWhitespace == true || text.last?.isWhitespace == true
    guard needsQuotes || isPadded else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
