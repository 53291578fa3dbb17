/// An experiment that somebody described, made again: their claims beside what is measured.
///
/// An exhibit is one file or one folder, and one line in ``Exhibits/all``.
public protocol Exhibit: Sendable {
  /// What it is called on the command line, as in `late-rebound`.
  var name: String { get }
  /// What it shows, in one line.
  var summary: String { get }
  /// Where the claims are from, by number.
  var sources: [String] { get }

  /// Makes the experiment.
  ///
  /// The result depends on nothing but the options: not on the number of threads, and not on the
  /// clock.
  /// - Parameters:
  ///   - options: How much of it.
  ///   - progress: Is told how far it is, from any thread, and asked whether to go on.
  /// - Returns: What was found.
  /// - Throws: When `progress` says to stop.
  func run(
    _ options: ExhibitOptions, progress: @escaping ExhibitProgress
  ) throws(ExhibitCancelled) -> ExhibitReport
}

/// How much of an exhibit to run.
public struct ExhibitOptions: Sendable {
  /// The source's scale, however long it takes.
  public var isFull: Bool

  /// No run goes on for longer; for tests, which need not reach the end.
  var stepLimit = Int.max

  /// The short version unless said otherwise.
  public init(isFull: Bool = false) { self.isFull = isFull }

  init(stepLimit: Int) {
    isFull = false
    self.stepLimit = stepLimit
  }
}

/// Is told how much of an exhibit is done, of how much, and what was done last; false to stop there.
public typealias ExhibitProgress = @Sendable (_ done: Int, _ total: Int, _ note: String) -> Bool

/// An exhibit was stopped before it was finished, and has nothing to report.
public struct ExhibitCancelled: Error {}
