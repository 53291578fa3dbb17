import Foundation

/// What the question, its answers and a later question's answer say, judged by what was measured.
struct LateReboundClaims {
  let findings: LateReboundFindings

  init(_ findings: LateReboundFindings) { self.findings = findings }

  var all: [Claim] { observations + mechanism + remedies + elsewhere }

  private var main: Rebound { findings.rebound(LateReboundRuns.main) }
  private var single: Rebound { findings.rebound(LateReboundRuns.single) }
  private var losses: [Double] { findings.losses(LateReboundRuns.main) }
  /// The number of updates at which stability ends.
  private var onset: Int { findings.crossing ?? 3000 }

  private func step(_ n: Int?) -> String { n.map(String.init) ?? "never" }

  // MARK: What was seen

  private var observations: [Claim] {
    let reported = LateReboundSource.losses.prefix(6).map(\.loss)
    let first = Array(losses.prefix(6))
    let error = zip(first, reported).map { abs($0 - $1) / $1 }.max() ?? .nan
    let floor = Array(losses[300...302])
    let tail = losses[4000...5000].max() ?? .nan
    let sgd = findings.rebound("sgd 1e-4")
    return [
      Claim(
        source: "000", "The loss falls quickly: 91.7 to 31.8 in five steps.",
        reported: .list(reported.map { .number($0) }), measured: .list(first.map { .number($0) }),
        holds: error < 2e-6,
        why:
          "The random stream of 2017 gives the source's own data; the greatest relative difference is \(words(error, 2)), the order of summation."
      ),
      Claim(
        source: "000", "Around 300 steps the loss is about 2e-12.",
        reported: .list(LateReboundSource.losses[6...8].map { .number($0.loss) }),
        measured: .list(floor.map { .number($0) }),
        holds: floor.allSatisfy { $0 > 2e-13 && $0 < 2e-11 },
        why: "The same size. In float64 it goes on falling, to \(words(main.least, 2))."),
      Claim(
        source: "000", "By step 5000 the loss has risen again, to about 2e-3.",
        reported: .list(LateReboundSource.losses[9...].map { .number($0.loss) }),
        measured: ["greatest of 4000 to 5000": .number(tail)], holds: tail > 2e-4 && tail < 2e-2,
        why:
          "The rise begins at step \(step(main.step)) in float64 and \(step(single.step)) in float32. After it the run is chaotic, so only the size is compared."
      ),
      Claim(
        source: "000", "It is not overfitting: the training loss itself rises.",
        measured: ["least": .number(main.least), "at step 5000": .number(losses[5000])],
        holds: losses[5000] > 1e3 * main.least,
        why: "All 64 points are in every step, and the loss is theirs."),
      Claim(
        source: "000",
        "64 conditions on 1000 weights can be met exactly, so the loss should reach zero.",
        reported: 0, measured: .number(sgd.least), holds: sgd.least < 1e-24,
        why:
          "SGD reaches \(words(sgd.least, 2)), which is rounding. Adam finds it too (\(words(main.least, 2))); the question is why it does not stay."
      ),
      Claim(
        source: "000", "It does not happen with SGD, only with Adam.",
        measured: sgd.value, words: sgd.words, holds: sgd.stayed,
        why:
          "SGD divides by nothing: η λ₁(H) = 1e-4 · \(words(findings.curvature.value, 5)) = \(words(1e-4 * findings.curvature.value, 3)) throughout, below its limit of 2."
      ),
      Claim(
        source: "003", "With a rate of 1e-5 the values hover around \"107\".",
        reported: "107", measured: .number(findings.rebound(LateReboundRuns.smallRate).last),
        holds: false,
        why:
          "The translation lost a minus sign and an exponent: the original says 10^-7. Likewise its \"1010105\" is \"from 10^-10 to 10^-5\"."
      ),
    ]
  }

  // MARK: Why

  private var mechanism: [Claim] {
    let averages = findings.traces[LateReboundRuns.main]?.averages
    let quiet = findings.moments(onset)
    let rise = findings.moments(main.step ?? 0)
    let rms = findings.rebound("beta1 0 (RMSProp)")
    let late = losses.suffix(2000).max() ?? .nan
    let firstLag = findings.traces[LateReboundRuns.main]?.moments
      .first { $0.step > 1000 && $0.lag >= 1 }?.step
    return [
      Claim(
        source: "000", "Adam keeps a rolling geometric mean of gradients and of their squares.",
        measured: [
          "v against the exponential arithmetic mean, greatest relative difference":
            .number(averages?.arithmeticError ?? .nan),
          "the geometric mean as a share of v, median":
            .number(averages?.geometricShare ?? .nan),
        ],
        holds: (averages?.arithmeticError ?? 1) > 1e-6,
        why:
          "Both are exponential averages, and arithmetic ones. Over the first \(AverageKinds.steps) steps a geometric mean of g² would be \(words(100 * (averages?.geometricShare ?? .nan), 2)) % of v: it forgets a great gradient at once, v does not."
      ),
      Claim(
        source: "000", "The cause is large rounding errors.",
        measured: [
          "rebound in float64": .optional(main.step), "rebound in float32": .optional(single.step),
        ],
        holds: main.step == nil,
        why:
          "With 29 more bits the rebound comes at step \(step(main.step)) instead of \(step(single.step)). Rounding only sets the floor that the loss grows from."
      ),
      Claim(
        source: "000", "The squared gradients become effectively zero, and are divided by.",
        measured: [
          "median √v̂ at the onset": .number(quiet?.median ?? .nan),
          "least": .number(quiet?.least ?? .nan),
          "weights with √v̂ below ε": .optional(quiet?.belowEpsilon),
        ],
        holds: (quiet?.belowEpsilon ?? 0) > 0,
        why:
          "At step \(onset) no √v̂ is below ε = 1e-8, and the least is \(words(quiet?.least ?? .nan, 2)). The gradient is small, but v remembers the great ones: 0.999 ^ \(onset) of them, \(words(100 * exp(Double(onset) * log(0.999)), 2)) %, is still there."
      ),
      Claim(
        source: "000", "The step size starts to jump around, before settling again.",
        measured: [
          "cosine of successive gradients at the rebound": .number(rise?.cosine ?? .nan),
          "greatest loss of the last 2000 steps": .number(late),
        ],
        holds: late < Rebound.level,
        why:
          "It does not jump around: at the rebound successive gradients are opposite (cosine \(words(rise?.cosine ?? .nan, 4))), one direction overshoots and grows. And it does not settle: to step \(main.steps) the loss keeps returning to \(words(late, 2)), with η λ₁ held near \(words(findings.threshold))."
      ),
      Claim(
        source: "000", "It is a feature of RMSProp as well.",
        measured: rms.value, words: rms.words, holds: !rms.stayed,
        why:
          "RMSProp is β₁ = 0, where the limit is 2 instead of \(words(findings.threshold)): the run is over the edge within a hundred steps and never gets below \(words(rms.least, 2))."
      ),
      Claim(
        source: "000",
        "In the well-known race of optimizers RMSProp, the black line, shows it in its last steps.",
        measured: .null, verdict: .open,
        why:
          "The picture does not say its function or its rates. That RMSProp jitters about a minimum is so at any constant rate, for its steps do not shrink with the gradient; it is another effect than the one measured here."
      ),
      Claim(
        source: "000", "Adam is less stable here, and worse, than plain gradient descent.",
        measured: [
          "SGD, last": .number(findings.rebound("sgd 1e-4").last), "Adam, last": .number(main.last),
        ],
        holds: main.last > findings.rebound("sgd 1e-4").last,
        why:
          "As long as ε is left at 1e-8. With ε = \(words(findings.usedEpsilon, 2)) Adam stays at \(words(findings.rebound(LateReboundRuns.name(of: findings.usedEpsilon)).lastGreatest, 2))."
      ),
      Claim(
        source: "001",
        "m follows the gradient fast and v slowly, so that steps explode when the gradient grows.",
        measured: [
          "lag, RMS(g / √v̂), at the onset": .number(quiet?.lag ?? .nan),
          "first step with a lag of 1": .optional(firstLag),
        ],
        holds: (quiet?.lag ?? 0) >= 1,
        why:
          "Said of another network, and tested here: when stability ends the gradient is \(words(quiet?.lag ?? .nan, 1)) of √v̂. A lag of 1 comes at step \(step(firstLag)), after the rebound: a consequence. For the network of 001, which nobody can run again, it stays open."
      ),
    ]
  }

  // MARK: What to do

  private var remedies: [Claim] {
    let slow = findings.rebound(LateReboundRuns.smallRate)
    let slowTail = findings.losses(LateReboundRuns.smallRate).suffix(10_000).sorted()
    let slowMedian = slowTail.isEmpty ? .nan : slowTail[slowTail.count / 2]
    let slowHigh = slow.settled.flatMap { from in
      findings.losses(LateReboundRuns.smallRate)[from...].firstIndex { $0 > 1e-7 }
    }
    let norm = findings.rebound("gradient norm clipped to 1")
    let cut = findings.rebound("gradients cut at ±1")
    let cosine = findings.rebound("cosine to 0 over 5000")
    let decay = findings.rebound("learning rate 0.9995 ^ step")
    let cycle = findings.rebound("cyclical learning rate")
    return [
      Claim(
        source: "000", "A rate of 1e-5 makes Adam stable and lets it get closer to convergence.",
        measured: slow.value, words: slow.words, holds: slow.stayed,
        why:
          "It delays. v has to decay 10,000 times further; the forecast from step 5000 of that run puts the edge at \(step(findings.smallRateForecast)), it is measured at \(step(findings.smallRateCrossing)), and there the loss leaves its floor. Steps a hundred times smaller make a smaller burst, which passes 1e-8 at step \(step(slow.step)). The floor itself is no lower."
      ),
      Claim(
        source: "000",
        "With a rate of 1e-5 the instability shows after 20,000 steps or more, around 1e-7.",
        reported: ["steps": 20000, "loss": 1e-7],
        measured: [
          "above 1e-8 from": .optional(slow.step), "above 1e-7 from": .optional(slowHigh),
          "median of the last 10,000": .number(slowMedian),
        ],
        holds: slowHigh.map { $0 > 10_000 } ?? false && slowMedian > 1e-9 && slowMedian < 1e-6,
        why:
          "The size is right, for the loss and for the steps. Stability ends earlier, at step \(step(findings.smallRateCrossing)), but for thousands of steps the bursts are too small to be seen."
      ),
      Claim(
        source: "000", "Clip the gradients with a bound.",
        measured: ["norm at most 1": norm.value, "each within ±1": cut.value],
        words: "norm at most 1: \(norm.words); each number within ±1: \(cut.words)",
        holds: norm.stayed || cut.stayed,
        why:
          "It harms. Clipping makes the first gradients small, so v starts low and the edge is nearer: with the norm at most 1 the loss never gets below \(words(norm.least, 2)), with each number within ±1 the rebound comes at step \(step(cut.step)) instead of \(step(main.step))."
      ),
      Claim(
        source: "000", "Clipping may freeze training in a local minimum.",
        measured: ["least with the norm at most 1": .number(norm.least)], holds: false,
        why:
          "There is none to freeze in: the loss is convex. What clipping does here is oscillation, not rest."
      ),
      Claim(
        source: "000", "Use a bigger batch.", measured: .null, verdict: .open,
        why: "All 64 points are in the batch already; there is nothing to enlarge."),
      Claim(
        source: "000", "Train for more epochs.",
        measured: ["greatest of the last 1000 of \(main.steps)": .number(main.lastGreatest)],
        holds: main.lastGreatest < Rebound.level,
        why: "More epochs are what brings the rebound about; without it nobody would have seen it."),
      Claim(
        source: "000", "Let the learning rate decay.",
        measured: ["cosine to 0 over 5000": cosine.value, "0.9995 ^ step": decay.value],
        words: "cosine to 0 over 5000: \(cosine.words); 0.9995 ^ step: \(decay.words)",
        holds: cosine.stayed && decay.stayed,
        why:
          "It cures if the rate falls at least as fast as √β₂ᵗ = 0.9995 ^ step, for then η λ₁(P⁻¹H) does not grow; both of these do when it matters. A slower decay puts it off."
      ),
      Claim(
        source: "000", "A cyclical learning rate may help.",
        measured: cycle.value, words: cycle.words, holds: cycle.stayed,
        why:
          "Every return to the full rate meets a smaller v: the rebound comes at step \(step(cycle.step)), and the last thousand steps reach \(words(cycle.lastGreatest, 2))."
      ),
      Claim(
        source: "000", "In practice training stops long before, so it does not matter.",
        measured: ["least": .number(main.least), "at step": .integer(main.leastStep)],
        holds: main.leastStep < onset,
        why:
          "Here: stopped at any of the \(onset - (main.settled ?? 0)) steps between convergence and the edge, the model is exact."
      ),
    ]
  }

  /// The advice on ε is from the answer to 001.
  private var elsewhere: [Claim] {
    func epsilon(_ ε: Double, _ why: String) -> Claim {
      let r = findings.rebound(LateReboundRuns.name(of: ε))
      return Claim(
        source: "001", "An ε of \(words(ε, 2)) might be good.", measured: r.value, words: r.words,
        holds: r.stayed, why: why)
    }
    let limit = words(findings.epsilon, 3)
    let small = findings.rebound(LateReboundRuns.name(of: 1e-4))
    return [
      epsilon(0.1, "It is above \(limit), below which no ε holds for ever on this problem."),
      epsilon(0.01, "Below \(limit): it puts the rebound off by some hundred steps."),
      epsilon(0.001, "Below \(limit): hardly a difference."),
      Claim(
        source: "001", "With ε = 1e-4 the behaviour is the same as with the default.",
        measured: [
          "above 1e-8 again at": .optional(small.step), "with 1e-8": .optional(main.step),
        ],
        holds: small.step.map { abs($0 - (main.step ?? 0)) < 100 } ?? false,
        why: "1e-4 is far below every √v̂. On this problem; 001's own cannot be run again."),
    ]
  }
}
