/// How far a long piece of work is, on standard error.
///
/// On a terminal it is a bar with rate and time left, redrawn in place;
/// elsewhere a line every few seconds. Work that is over at once shows nothing.
///
///     var progress = Progress(of: steps, unit: "steps")
///     for step in 0..<steps { …; progress.advance(to: step + 1, note: "loss \(loss)") }
///     progress.finish()
struct Progress {
  private let total: Int
  private let unit: String
  private let console: Console
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var next: ContinuousClock.Instant
  private var isDrawn = false
  /// Work that is measured in microseconds is not slowed by looking at the clock.
  private var nextLook = 0
  private var stride = 1
  private var lastLook: (done: Int, instant: ContinuousClock.Instant)

  init(of total: Int, unit: String, console: Console = .current) {
    self.total = total
    self.unit = unit
    self.console = console
    start = clock.now
    next = start.advanced(by: console.isInteractive ? .milliseconds(300) : .seconds(5))
    lastLook = (0, start)
  }

  /// Says how much is done.
  mutating func advance(to done: Int, note: @autoclosure () -> String = "") {
    guard done >= nextLook else { return }
    let now = clock.now
    let elapsed = now - lastLook.instant
    // Look again after about ten milliseconds' worth of work.
    if elapsed < .milliseconds(5) { stride = min(stride * 2, 1 << 16) }
    if elapsed > .milliseconds(20) { stride = max(1, stride / 4) }
    nextLook = done + stride
    lastLook = (done, now)
    guard now >= next else { return }
    next = now.advanced(by: console.isInteractive ? .milliseconds(100) : .seconds(5))
    let line = Progress.line(
      done: done, total: total, unit: unit, seconds: (now - start) / .seconds(1), note: note(),
      hasBar: console.isInteractive)
    console.error(console.isInteractive ? "\r\u{1B}[2K" + line : line + "\n")
    isDrawn = true
  }

  /// Takes the bar away.
  mutating func finish() {
    if isDrawn, console.isInteractive { console.error("\r\u{1B}[2K") }
    isDrawn = false
  }

  /// One line: bar, share, rate, time left.
  static func line(
    done: Int, total: Int, unit: String, seconds: Double, note: String, hasBar: Bool
  ) -> String {
    let share = total > 0 ? min(1, Double(done) / Double(total)) : 1
    let rate = seconds > 0 ? Double(done) / seconds : 0
    let left = rate > 0 ? Double(max(0, total - done)) / rate : 0
    let filled = Int(share * 24)
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled) + " "
    let words = [
      "\(Int(share * 100)) %", "\(done) of \(total) \(unit)", "\(NumberText.short(rate)) \(unit)/s",
      "\(duration(left)) left", note,
    ]
    return (hasBar ? bar : "") + words.filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// A time as a person says it: 8 s, 3 min 5 s, 2 h 10 min.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds.rounded(.up), 1e9))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
