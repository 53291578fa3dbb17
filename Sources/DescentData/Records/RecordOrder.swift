/// In which order the records of several files come.
///
/// The files are taken in an order of their own in each pass, several are open at a time and give their
/// records in turns, and a buffer that is kept full gives one of what it holds at random. That shuffles
/// data that do not fit in memory, as well as the buffer is large.
public struct RecordOrder: Sendable, Hashable, Codable {
  /// Whether each pass takes the files in an order of its own.
  public var shufflesFiles: Bool
  /// How many files are open at a time.
  public var openFiles: Int
  /// How many records an open file gives before it is the next one's turn.
  public var blockLength: Int
  /// How many records are in the buffer from which one is taken at random; 1 takes them as they come.
  public var shuffleBuffer: Int

  /// An order of records.
  ///
  /// - Parameters:
  ///   - shufflesFiles: Whether each pass takes the files in an order of its own.
  ///   - openFiles: How many files are open at a time.
  ///   - blockLength: How many records an open file gives before it is the next one's turn.
  ///   - shuffleBuffer: How many records are in the buffer from which one is taken at random.
  /// - Precondition: The numbers are at least 1.
  public init(
    shufflesFiles: Bool = true, openFiles: Int = 1, blockLength: Int = 1, shuffleBuffer: Int = 1
  ) {
    precondition(
      openFiles >= 1 && blockLength >= 1 && shuffleBuffer >= 1,
      "RecordOrder: \(openFiles) open files, blocks of \(blockLength), a buffer of \(shuffleBuffer)"
    )
    self.shufflesFiles = shufflesFiles
    self.openFiles = openFiles
    self.blockLength = blockLength
    self.shuffleBuffer = shuffleBuffer
  }

  /// One file after another, and the records as they lie there.
  public static let sequential = RecordOrder(shufflesFiles: false)

  /// Whether the numbers are such as ``init(shufflesFiles:openFiles:blockLength:shuffleBuffer:)`` takes.
  var isPossible: Bool { openFiles >= 1 && blockLength >= 1 && shuffleBuffer >= 1 }
}
