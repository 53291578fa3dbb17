import DescentData
import DescentTraining

/// A form in which every step of a run is kept, in the words of `--log`.
enum TrainLog: String, CaseIterable {
  case tensorboard, csv, jsonl

  /// Reads words between commas; nil if one is none of these, or comes twice.
  static func list(_ text: String) -> [TrainLog]? {
    if text.lowercased() == "none" { return [] }
    let words = text.lowercased().split(separator: ",", omittingEmptySubsequences: false)
    let logs = words.compactMap { TrainLog(rawValue: $0.filter { !$0.isWhitespace }) }
    return logs.count == words.count && Set(logs).count == logs.count ? logs : nil
  }

  /// Where the logs of a run folder are.
  static func folder(of run: String) -> String { "\(run)/logs" }

  /// Opens the log of a run.
  func observer(of run: String) throws(DataError) -> any TrainingObserver {
    let folder = Self.folder(of: run)
    try makeFolder(folder)
    switch self {
    case .tensorboard: return try TensorBoardLog(folder: folder)
    case .csv: return try CSVLog("\(folder)/steps.csv", epochs: "\(folder)/epochs.csv")
    case .jsonl: return try JSONLinesLog("\(folder)/log.jsonl")
    }
  }
}
