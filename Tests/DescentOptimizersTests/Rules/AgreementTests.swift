import DescentOptimizers
import Foundation
import Testing

/// The table of `Documentation/optimizers.md`, written by what it says.
///
/// `DESCENT_WRITE_TABLES=1 swift test --filter AgreementTests` writes it anew.
@Suite("Agreement with other libraries")
struct AgreementTests {
  static let file = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in
    url.deletingLastPathComponent()
  }.appending(path: "Documentation/optimizers.md")

  @Test("is what the documentation says it is")
  func table() throws {
    let page = try Self.page()
    if ProcessInfo.processInfo.environment["DESCENT_WRITE_TABLES"] != nil {
      try page.write(to: Self.file, atomically: true, encoding: .utf8)
    }
    let committed = try String(contentsOf: Self.file, encoding: .utf8)
    let lines = (page.split(separator: "\n"), committed.split(separator: "\n"))
    #expect(lines.0.count == lines.1.count)
    for (found, said) in zip(lines.0, lines.1) { #expect(found == said) }
  }

  @Test("is told of every rule")
  func complete() {
    let told = Set(Agreement.all.map(\.rule))
    let rules = OptimizerCatalog.names.filter { $0 != "MuonWithAdamW" }
    #expect(told.isSuperset(of: rules))
    #expect(told.count == Agreement.all.count)
  }

  private static func page() throws -> String {
    let followed = try followed()
    let head = """
      # The optimizers, and other libraries

      Written by `AgreementTests`; `DESCENT_WRITE_TABLES=1 swift test --filter AgreementTests` writes \
      it again, and the test fails where it is out of date.

      ## How closely each rule follows its reference

      Each runs 25 steps with varying gradients, Yogi 75, in every configuration of the reference. \
      "By itself" is the library with every operation rounded by itself (a correctly rounded square \
      root, no fused multiply-add), which every processor can do; "as it runs" the library as it is \
      installed, where it was recorded. Figures are the greatest error of any weight or buffer in \
      units in the last place (of the greatest magnitude that the weight has had; for a buffer of its \
      tensor's greatest), 0 where no bit differs. optax's m starts at 0 there, as here.

      | rule | follows | runs | float32, by itself | float64, by itself | float32, as it runs | float64, as it runs |
      |---|---|---|---|---|---|---|

      """
    let middle = """

      Adafactor's units are of each tensor's greatest element. Muon's products are rounded to bfloat16 \
      on the way: weights are within 10⁻⁶ of a tensor's greatest element, the buffer is the same to \
      the bit. LBFGS's first step, of 20 iterations that amplify rounding, ends within 10⁻³ \
      (`float32`) and 10⁻¹¹ (`float64`) of torch's. SparseAdam and SAM are within one rounding of \
      what they are held against, and Lookahead is among the rules above.

      ## What is the same under the same name

      Defaults here are torch's, or the authors' for what torch does not have. "The same" is the same \
      equation with the same defaults; what differs is said, as those libraries' sources have it. \
      optax and mlx have no default rate (but for optax's Prodigy and Schedule-Free rules and mlx's \
      Adafactor). Decay is added to the gradient unless it is called decoupled, and then multiplied \
      by the rate. "–" is a rule that the library does not have.

      | rule | defaults here | \(Agreement.libraries.joined(separator: " | ")) |
      |---|---|---|---|---|---|

      """
    let rows = Agreement.all.map {
      "| \(([$0.rule, defaults($0.rule)] + $0.cells).joined(separator: " | ")) |"
    }
    return head + followed + middle + rows.joined(separator: "\n") + "\n"
  }

  /// The rows of the first table.
  private static func followed() throws -> String {
    let followed = RuleRow.all.map { ($0.name, $0.follows) }
    let rows = try (followed + [("Lookahead", "pytorch_optimizer 4.1.0")]).map { rule, library in
      let reference = try TorchReference(rule)
      var worst: [String: Double] = [:]
      for this in reference.cases {
        let kind = (this.name.hasPrefix("fused") ? "as it runs" : "by itself") + this.dtype
        let error = try reference.greatestError(this, using: lookahead(rule, this))
        worst[kind] = max(worst[kind] ?? 0, error)
      }
      let cells = ["by itself", "as it runs"].flatMap { kind in
        ["float32", "float64"].map { worst[kind + $0].map { "\(Int($0.rounded(.up)))" } ?? "–" }
      }
      return
        "| \(([rule, library, "\(reference.cases.count)"] + cells).joined(separator: " | ")) |"
    }
    let adafactor = try MatrixRuleTests.Reference(reading: "Adafactor")
    var worst = ["float32": 0.0, "float64": 0.0]
    for this in adafactor.cases {
      let (parameters, buffers) = try MatrixRuleTests().follow("Adafactor", this, adafactor)
      let ulp = this.dtype == "float32" ? Double(Float.ulpOfOne) : .ulpOfOne
      worst[this.dtype] = max(worst[this.dtype] ?? 0, parameters / ulp, buffers / ulp)
    }
    let cells = ["float32", "float64"].map { "\(Int((worst[$0] ?? .nan).rounded(.up)))" }
    return
      (rows + [
        "| Adafactor | torch 2.15.0 | \(adafactor.cases.count) | – | – | \(cells.joined(separator: " | ")) |"
      ]).joined(separator: "\n") + "\n"
  }

  private static func lookahead(
    _ rule: String, _ this: TorchReference.Case
  ) -> (any Optimizer)? {
    rule == "Lookahead" ? OtherTrajectoryTests.lookahead(this) : nil
  }

  private static func defaults(_ rule: String) -> String {
    guard let rule = try? OptimizerCatalog.ruleOrSolver(named: rule) else { return "see the type" }
    return defaults(rule)
  }

  private static func defaults<Rule: ConfigurableRule>(_ rule: Rule.Type) -> String {
    Rule().resolvedOptions.filter { $0.name != "maximize" }
      .map { "\($0.name) \($0.value)" }.joined(separator: ", ")
  }
}
