import DescentData

/// What there is to say of a table besides its numbers.
struct TrainDataFacts {
  /// A column and how many of its cells it is about.
  struct Count {
    var column: String
    var cells: Int
  }

  /// How many rows are used.
  let rows: Int
  /// How many rows were left out for want of a value.
  let droppedRows: Int
  /// How many cells have no value, those of rows that were left out too.
  let missing: [Count]
  /// How many cells of the validation rows hold a word that no training row has.
  let unseenInValidation: [Count]
  /// The same of the test rows.
  let unseenInTest: [Count]
  /// Columns with another word in every row, from which nothing can be learned.
  let identifiers: [String]
  /// Columns without a value in the training rows.
  let empty: [String]

  /// Counts.
  ///
  /// - Parameters:
  ///   - table: The whole table.
  ///   - encoder: What was fitted to its training rows.
  ///   - validation: The validation rows' features, if there are any.
  ///   - test: The test rows' features.
  init(
    _ table: Table, _ encoder: TableEncoder, validation: FeatureMatrix?, test: FeatureMatrix
  ) {
    rows = table.rowCount
    droppedRows = table.droppedRows
    missing = Self.counts(table.names, table.missingCells)
    let names = encoder.features.map(\.name)
    unseenInValidation = Self.counts(names, validation?.unseenByFeature ?? [])
    unseenInTest = Self.counts(names, test.unseenByFeature)
    (identifiers, empty) = (encoder.identifiers, encoder.empty)
  }

  /// Those that are not 0.
  static func counts(_ names: [String], _ cells: [Int]) -> [Count] {
    zip(names, cells).filter { $0.1 > 0 }.map { Count(column: $0.0, cells: $0.1) }
  }

  /// What a person should know, a line each.
  func notes(path: String) -> [String] {
    var notes: [String] = []
    let used = missing.filter { !(identifiers + empty).contains($0.column) }
    if droppedRows > 0 {
      notes.append(
        "\(path): dropped \(counted(droppedRows, "row")) with missing values (\(missing.words))")
    } else if !used.isEmpty {
      notes.append(
        "\(path): \(counted(used.total, "cell")) without a value (\(used.words)): a number is "
          + "taken for the training rows' mean, a word for none of the categories")
    }
    if !identifiers.isEmpty {
      notes.append(
        "left out, with another word in every row: " + identifiers.joined(separator: ", "))
    }
    if !empty.isEmpty {
      notes.append(
        "left out, without a value in the training rows: " + empty.joined(separator: ", "))
    }
    let unseen = unseenInValidation + unseenInTest
    if !unseen.isEmpty {
      notes.append(
        "\(counted(unseen.total, "cell")) of the validation and test rows with a word that no "
          + "training row has (\(unseen.words)): taken for none of the categories")
    }
    return notes
  }

  /// For `result.json`.
  var json: JSON {
    [
      "rows": .integer(rows), "dropped_rows": .integer(droppedRows), "missing_cells": missing.json,
      "unseen_categories": [
        "validation": unseenInValidation.json, "test": unseenInTest.json,
      ],
      "left_out": .array((identifiers + empty).map { .string($0) }),
    ]
  }
}

extension [TrainDataFacts.Count] {
  /// How many cells in all.
  var total: Int { reduce(0) { $0 + $1.cells } }

  /// "size 2, quarter 1": each column once.
  var words: String {
    let sums = summed
    let shown = sums.prefix(8).map { "\($0.column) \($0.cells)" }.joined(separator: ", ")
    return sums.count > 8 ? shown + ", …" : shown
  }

  /// Each column once.
  var summed: [TrainDataFacts.Count] {
    var sums: [TrainDataFacts.Count] = []
    var places: [String: Int] = [:]
    for count in self {
      if let place = places[count.column] {
        sums[place].cells += count.cells
      } else {
        places[count.column] = sums.count
        sums.append(count)
      }
    }
    return sums
  }

  var json: JSON {
    .object(map { JSON.Member(name: $0.column, value: .integer($0.cells)) })
  }
}

/// The count with its noun, in the plural where it must be.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
