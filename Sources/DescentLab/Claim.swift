/// What somebody said, and what came out.
public struct Claim: Sendable {
  /// Whether what was said is so.
  public enum Verdict: String, Sendable, Hashable {
    /// It is so.
    case holds = "holds"
    /// It is not so.
    case doesNotHold = "does not hold"
    /// It cannot be decided here.
    case open = "open"
  }

  /// Who said it, by number.
  public let source: String
  /// What was said.
  public let claim: String
  /// The number that goes with it, as reported; null where there is none.
  public let reported: ReportValue
  /// The number that was measured.
  public let measured: ReportValue
  /// The measurement for a person.
  public let measuredWords: String
  /// Whether it is so.
  public let verdict: Verdict
  /// Why the verdict is what it is.
  public let why: String

  /// A claim with its verdict.
  ///
  /// - Parameters:
  ///   - source: Who said it.
  ///   - claim: What was said.
  ///   - reported: The number that goes with it.
  ///   - measured: The number that was measured.
  ///   - words: The measurement for a person; made from the number when nil.
  ///   - verdict: Whether it is so.
  ///   - why: Why the verdict is what it is.
  public init(
    source: String, _ claim: String, reported: ReportValue = .null, measured: ReportValue,
    words: String? = nil, verdict: Verdict, why: String
  ) {
    self.source = source
    self.claim = claim
    self.reported = reported
    self.measured = measured
    measuredWords = words ?? measured.words
    self.verdict = verdict
    self.why = why
  }

  /// A claim that holds if a condition does, or else does not.
  public init(
    source: String, _ claim: String, reported: ReportValue = .null, measured: ReportValue,
    words: String? = nil, holds: Bool, why: String
  ) {
    self.init(
      source: source, claim, reported: reported, measured: measured, words: words,
      verdict: holds ? .holds : .doesNotHold, why: why)
  }

  var value: ReportValue {
    [
      "source": .text(source), "claim": .text(claim), "reported": reported, "measured": measured,
      "verdict": .text(verdict.rawValue), "why": .text(why),
    ]
  }
}
