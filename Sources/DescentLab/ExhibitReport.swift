import DescentPlots

/// What an exhibit found.
public struct ExhibitReport: Sendable {
  /// The exhibit's name.
  public let exhibit: String
  /// What was found, in one line.
  public let title: String
  /// What the experiment is.
  public let setting: String
  /// The numbers to remember, with what they are.
  public let highlights: [(value: String, meaning: String)]
  /// The sources' claims.
  public let claims: [Claim]
  /// Numbers in rows.
  public let tables: [ReportTable]
  /// Pictures, by file name without the extension.
  public let figures: [ReportFigure]
  /// The cause and the cure.
  public let conclusion: String
  /// Other files of the folder, by name.
  public let files: [(name: String, text: String)]
  /// Everything measured.
  public let measured: ReportValue
  /// The sources' own figures.
  public let source: ReportValue

  /// The document that `--json` prints.
  ///
  /// - Parameter seconds: How long it took.
  /// - Returns: One JSON object.
  public func json(seconds: Double) -> ReportValue {
    [
      "exhibit": .text(exhibit), "claims": .list(claims.map(\.value)), "measured": measured,
      "source": source, "seconds": .number((seconds * 1000).rounded() / 1000),
    ]
  }
}

/// Numbers in rows, under a heading.
public struct ReportTable: Sendable {
  /// What the rows are.
  public let title: String
  /// The names of the columns.
  public let columns: [String]
  /// The cells, row by row; the first column is what a row is about.
  public let rows: [[String]]
  /// What to bear in mind; empty for nothing.
  public let note: String
}

/// A picture and what it shows.
public struct ReportFigure: Sendable {
  /// The file's name, without `.svg`.
  public let name: String
  /// What is to be seen.
  public let caption: String
  /// The picture, on a light ground.
  public let figure: Figure
}
