import DescentData
import DescentTensor
import DescentTraining

/// Predictions for the rows of a table, which is read some rows at a time.
struct TablePrediction {
  let run: TrainedRun
  let encoder: TableEncoder
  let path: String
  let request: PredictRequest
  let console: Console

  /// Predicts, and says what there is to say; the sink is finished.
  func run(into makeSink: (_ inputs: [String]) throws -> PredictionSink) throws
    -> (summary: PredictionSummary, sink: PredictionSink)
  {
    let configuration = run.configuration
    let hasHeader = configuration.hasHeader
    let pieces = try TableSource(
      path, hasHeader: hasHeader, refusesMissing: configuration.missing == .refuse,
      encoder: encoder)
    let names = pieces.names
    if pieces.headerLooksLikeData {
      console.note(
        "\(path): the first line was taken for names, and all of them are numbers; the run's data "
          + "has a line of names")
    }
    let places = try encoder.places(in: names, hasHeader: hasHeader, path: path)
    let kinds = encoder.kinds(names: names, hasHeader: hasHeader, includingTarget: false)
      .map { $0 ?? .ignored }
    let copied = try copiedColumns(pieces)
    let targetPlace = encoder.targetIndex(names: names, hasHeader: hasHeader)
    let sink = try makeSink(copied.map { names[$0] })

    var summary = PredictionSummary()
    if targetPlace != nil { summary.score = PredictionScore(run.target) }
    var missing = [Int](repeating: 0, count: encoder.features.count)
    var unseen = missing
    var progress = Progress(of: pieces.size ?? 0, unit: pieces.unit, console: console)
    let length = TrainTask.pieceLength(inputs: encoder.width)
    while let piece = try pieces.next(
      kinds: kinds, texts: copied + (targetPlace.map { [$0] } ?? []), rows: length)
    {
      let table = piece.table
      for (k, place) in places.enumerated() { missing[k] += table.missingCells[place] }
      let rows =
        configuration.missing == .drop
        ? table.rowsWithoutMissingValues : Array(0..<table.rowCount)
      let features = try encoder.features(of: table, rows: rows)
      for (k, count) in features.unseenByFeature.enumerated() { unseen[k] += count }
      let outputs =
        rows.isEmpty
        ? []
        : run.task.outputs(
          of: run.model, on: Tensor(features.values, shape: [features.rows, features.columns]))
      var next = 0
      for row in 0..<table.rowCount {
        let inputs = copied.indices.map { piece.texts[$0][row] }
        guard next < rows.count, rows[next] == row else {
          try sink.add(inputs, nil)
          continue
        }
        let prediction = run.task.prediction(outputs, row: next)
        next += 1
        try sink.add(inputs, prediction)
        if targetPlace != nil {
          summary.score?.add(
            prediction, target: piece.texts[copied.count][row], line: table.lines[row])
        }
      }
      summary.rows += table.rowCount
      summary.predicted += rows.count
      if console.isInterrupted() {
        throw CommandError.interrupted("interrupted after \(counted(summary.rows, "row"))")
      }
      if pieces.size != nil { progress.advance(to: pieces.position) }
    }
    progress.finish()
    guard summary.rows > 0 else { throw DataError(.noRows, path: path) }
    let columns = encoder.features.map(\.name)
    summary.missing = TrainDataFacts.counts(columns, missing)
    summary.unseen = TrainDataFacts.counts(columns, unseen)
    try sink.finish()
    return (summary, sink)
  }

  /// The columns that are copied to what is written: those that were asked for, or else those that tell
  /// the rows apart.
  private func copiedColumns(_ pieces: TableSource) throws(DataError) -> [Int] {
    switch request.inputs {
    case .all: return Array(pieces.names.indices)
    case .columns(let wanted):
      var places: [Int] = []
      for name in wanted { places.append(try pieces.columnIndex(of: name)) }
      return places
    case .identifiers:
      guard run.configuration.hasHeader else { return [] }
      return encoder.identifiers.compactMap { pieces.names.firstIndex(of: $0) }
    }
  }
}

extension TrainTask {
  /// What the outputs of one row say.
  func prediction(_ outputs: [Double], row: Int) -> Prediction {
    switch self {
    case .regression(let standardization): .number(standardization.invert(outputs[row]))
    case .classification(let count, _):
      .classes(Self.softmax(Array(outputs[row * count..<(row + 1) * count])))
    }
  }
}
