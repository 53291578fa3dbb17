/// The numbers of the late rebound as CSV.
struct LateReboundFiles {
  let findings: LateReboundFindings

  init(_ findings: LateReboundFindings) { self.findings = findings }

  var all: [(name: String, text: String)] { [("run.csv", run), ("headroom.csv", headroom)] }

  /// The main run, a line a step.
  private var run: String {
    let trace = findings.traces[LateReboundRuns.main]
    let single = findings.losses(LateReboundRuns.single)
    var text =
      "step,loss,loss_float32,sqrt_v_min,sqrt_v_q25,sqrt_v_median,sqrt_v_q75,sqrt_v_max,below_epsilon,lag,gradient_cosine,largest_move\n"
    for m in trace?.moments ?? [] {
      guard let loss = trace?.losses[m.step], m.step < single.count else { continue }
      let values = [
        m.least, m.lowerQuartile, m.median, m.upperQuartile, m.greatest, Double(m.belowEpsilon),
        m.lag, m.cosine, m.move,
      ].map { $0.isNaN ? "" : words($0, 6) }
      text += "\(m.step),\(loss),\(single[m.step])," + values.joined(separator: ",") + "\n"
    }
    return text
  }

  /// η λ₁ of the runs that were looked at.
  private var headroom: String {
    var text = "run,step,eta_lambda,error_bar\n"
    for (name, places) in findings.sharpness.sorted(by: { $0.key < $1.key }) {
      let quoted = name.contains(",") ? "\"\(name)\"" : name
      for place in places {
        text += "\(quoted),\(place.step),\(place.value),\(words(place.errorBar, 2))\n"
      }
    }
    return text
  }
}
