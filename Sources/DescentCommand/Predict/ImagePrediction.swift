import DescentData
import DescentTensor

/// Predictions for images in the IDX format: a folder of them, or one file.
struct ImagePrediction {
  let run: TrainedRun
  let encoding: ImageEncoding
  let path: String
  let console: Console

  /// Predicts, and says what there is to say; the sink is finished.
  func run(into makeSink: (_ inputs: [String]) throws -> PredictionSink) throws
    -> (summary: PredictionSummary, sink: PredictionSink)
  {
    let images = try ImageSet(unlabelled: path)
    guard images.shape == encoding.shape else {
      let wanted = ImageSet.words(encoding.shape)
      throw CommandError.badData(
        "\(images.path): expected images of \(wanted), as in training, found "
          + ImageSet.words(images.shape))
    }
    let sink = try makeSink(["image"])
    var summary = PredictionSummary()
    if images.labels != nil { summary.score = PredictionScore(run.target) }
    var progress = Progress(of: images.count, unit: "images", console: console)
    let length = TrainTask.pieceLength(inputs: encoding.shape.reduce(1, *))
    for start in stride(from: 0, to: images.count, by: length) {
      let rows = start..<min(start + length, images.count)
      let outputs = run.task.outputs(of: run.model, on: images.inputs(encoding, rows: rows))
      for row in rows {
        let prediction = run.task.prediction(outputs, row: row - start)
        try sink.add(["\(row)"], prediction)
        if let labels = images.labels {
          summary.score?.add(prediction, target: "\(labels[row])", line: row)
        }
      }
      summary.rows = rows.upperBound
      summary.predicted = rows.upperBound
      if console.isInterrupted() {
        throw CommandError.interrupted("interrupted after \(counted(summary.rows, "image"))")
      }
      progress.advance(to: rows.upperBound)
    }
    progress.finish()
    try sink.finish()
    return (summary, sink)
  }
}
