import DescentData

/// Why a run cannot go on from a checkpoint, or none can be saved.
public enum CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file cannot be read or written.
  case file(DataError)
  /// The folder is no checkpoint, or is damaged.
  case damaged(path: String, reason: String)
  /// There are checkpoints, and every one is damaged.
  case allDamaged(folder: String, first: String, count: Int)
  /// A newer version wrote it.
  case tooNew(path: String, version: Int, known: Int)
  /// Something that is needed is not in it.
  case missing(part: String)
  /// Something in it is not of the form that is needed.
  case unreadable(part: String, reason: String)
  /// Something in it is of another model, rule or trainer.
  case differs(part: String, reason: String)
  /// The data are not those of the run.
  case otherData(found: String, expected: String)

  /// One line for a person.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .damaged(let path, let reason): "\(path): damaged checkpoint: \(reason)"
    case .allDamaged(let folder, let first, let count):
      "\(folder): expected a checkpoint, found \(count) damaged; the latest: \(first)"
    case .tooNew(let path, let version, let known):
      "\(path): expected a checkpoint of version \(known) or older, found version \(version)"
    case .missing(let part): "expected \(part) in the checkpoint, found none"
    case .unreadable(let part, let reason): "\(part) of the checkpoint: \(reason)"
    case .differs(let part, let reason): "\(part) of the checkpoint: \(reason)"
    case .otherData(let found, let expected):
      "expected the data that the run began with, \(expected), found others, \(found)"
    }
  }

  /// What a decoder did not like, in a line.
  static func reason(_ error: any Error) -> String {
    switch error {
    case let error as DecodingError:
      switch error {
      case .keyNotFound(let key, _): "expected \(key.stringValue), found none"
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .dataCorrupted(let context):
        context.debugDescription.split(separator: "\n").joined(separator: " ")
      @unknown default: "\(error)"
      }
    case let error as DataError: error.description
    default: "\(error)".split(separator: "\n").joined(separator: " ")
    }
  }
}
