import DescentOptimizers
import Testing

@Suite("The catalog of optimizers")
struct CatalogTests {
  @Test("makes each rule of its name, in any case, at torch's defaults")
  func defaults() throws {
    let names = OptimizerCatalog.names
    #expect(names.map { $0.lowercased() } == names.map { $0.lowercased() }.sorted())
    #expect(Set(names).isSuperset(of: RuleRow.all.map(\.name)))
    #expect(Set(names).count == names.count)
    let sgd = try #require(try OptimizerSpecification("sgd").makeOptimizer() as? SGD)
    #expect(
      described(sgd) == [
        "lr=0.001", "momentum=0.0", "dampening=0.0", "weight_decay=0.0", "nesterov=false",
        "maximize=false",
      ])
    let adam = try #require(try OptimizerSpecification("ADAM").makeOptimizer() as? Adam)
    #expect(
      described(adam) == [
        "lr=0.001", "betas=[0.9, 0.999]", "eps=1e-08", "weight_decay=0.0", "amsgrad=false",
        "maximize=false", "decoupled_weight_decay=false",
      ])
    let adamW = try #require(try OptimizerSpecification("AdamW").makeOptimizer() as? AdamW)
    #expect(
      described(adamW) == [
        "lr=0.001", "betas=[0.9, 0.999]", "eps=1e-08", "weight_decay=0.01", "amsgrad=false",
        "maximize=false",
      ])
    let sparse = try #require(
      try OptimizerSpecification("sparseadam").makeOptimizer() as? SparseAdam)
    #expect(described(sparse) == ["lr=0.001", "betas=[0.9, 0.999]", "eps=1e-08", "maximize=false"])
  }

  @Test("takes torch's spelling and Swift's, and gives the rule's options back in torch's")
  func bothSpellings() throws {
    let torch = OptimizerSpecification(
      "AdamW",
      [
        "lr": 0.01, "betas": [0.8, 0.99], "eps": 1e-6, "weight_decay": 0.5, "amsgrad": true,
        "maximize": true, "foreach": .none, "fused": false, "capturable": true,
        "differentiable": false,
      ])
    let swift = OptimizerSpecification(
      "AdamW",
      [
        "learningRate": 0.01, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-6, "weightDecay": 0.5,
        "amsgrad": true, "maximize": true,
      ])
    let wanted = [
      "lr=0.01", "betas=[0.8, 0.99]", "eps=1e-06", "weight_decay=0.5", "amsgrad=true",
      "maximize=true",
    ]
    #expect(described(try torch.makeOptimizer()) == wanted)
    #expect(described(try swift.makeOptimizer()) == wanted)
    let again = OptimizerSpecification(try swift.makeOptimizer())
    #expect(again.name == "AdamW")
    #expect(described(try again.makeOptimizer()) == wanted)
  }

  @Test("keeps what torch does not have only where it is used")
  func extensions() throws {
    var adam = Adam()
    try adam.set(["epsilon_placement": "beforeCorrection"])
    #expect(adam.epsilonPlacement == .beforeCorrection)
    #expect(described(adam).contains("epsilon_placement=\"beforeCorrection\""))
    adam.learningRate = Schedule("halved") { _ in 0.5 }
    #expect(described(adam).contains("lr=\"halved\""))
  }

  struct Refusal: Sendable {
    let name: String
    var options: [String: OptionValue] = [:]
    let message: String
  }

  @Test(
    "refuses in one line, and names what is near",
    arguments: [
      Refusal(name: "adamx", message: "there is no optimizer \"adamx\"; did you mean Adam?"),
      Refusal(
        name: "xyzzy",
        message: "there is no optimizer \"xyzzy\"; there are "
          + OptimizerCatalog.names.joined(separator: ", ")),
      Refusal(
        name: "Adam", options: ["weight_deacy": 0.3],
        message: "Adam has no option \"weight_deacy\"; did you mean weight_decay?"),
      Refusal(
        name: "SGD", options: ["learning_rate": 1],
        message: "SGD has no option \"learning_rate\"; did you mean learningRate?"),
      Refusal(
        name: "SGD", options: ["quux": 1],
        message: "SGD has no option \"quux\"; "
          + "it has lr, momentum, dampening, weight_decay, nesterov, momentum_form, maximize"),
      Refusal(
        name: "SGD", options: ["lr": 1, "learningRate": 1],
        message: "SGD: lr and learningRate are the same option; give one"),
      Refusal(
        name: "SGD", options: ["lr": -1],
        message: "SGD: lr must be a finite number of at least 0, not -1.0"),
      Refusal(
        name: "SGD", options: ["lr": .number(.nan)],
        message: "SGD: lr must be a finite number of at least 0, not nan"),
      Refusal(
        name: "SGD", options: ["lr": "fast"],
        message: "SGD: lr must be a finite number of at least 0, not \"fast\""),
      Refusal(
        name: "SGD", options: ["momentum": -0.1],
        message: "SGD: momentum must be a finite number of at least 0, not -0.1"),
      Refusal(
        name: "SGD", options: ["dampening": .number(.infinity)],
        message: "SGD: dampening must be a finite number, not inf"),
      Refusal(
        name: "AdamW", options: ["weightDecay": -2],
        message: "AdamW: weightDecay must be a finite number of at least 0, not -2.0"),
      Refusal(
        name: "AdamW", options: ["eps": -1e-8],
        message: "AdamW: eps must be a finite number of at least 0, not -1e-08"),
      Refusal(
        name: "Adam", options: ["betas": [0.9, 1]],
        message: "Adam: betas must be two numbers, each at least 0 and below 1, not [0.9, 1.0]"),
      Refusal(
        name: "Adam", options: ["betas": [0.9]],
        message: "Adam: betas must be two numbers, each at least 0 and below 1, not [0.9]"),
      Refusal(
        name: "Adam", options: ["beta1": -0.5],
        message: "Adam: beta1 must be at least 0 and below 1, not -0.5"),
      Refusal(
        name: "Adam", options: ["amsgrad": 1],
        message: "Adam: amsgrad must be true or false, not 1.0"),
      Refusal(
        name: "Adam", options: ["foreach": 2],
        message: "Adam: foreach must be true, false or none, not 2.0"),
      Refusal(
        name: "SGD", options: ["nesterov": true],
        message: "SGD: nesterov must be false where there is no momentum, or a dampening, not true"),
      Refusal(
        name: "SGD", options: ["nesterov": true, "momentum": 0.9, "dampening": 0.1],
        message: "SGD: nesterov must be false where there is no momentum, or a dampening, not true"),
      Refusal(
        name: "SGD", options: ["momentum_form": "averaged", "dampening": 0.1, "momentum": 0.5],
        message: "SGD: momentum_form must be accumulated where there is a dampening, nesterov or a "
          + "momentum above 1, not \"averaged\""),
      Refusal(
        name: "SGD", options: ["momentum_form": "averaged", "nesterov": true, "momentum": 0.5],
        message: "SGD: momentum_form must be accumulated where there is a dampening, nesterov or a "
          + "momentum above 1, not \"averaged\""),
      Refusal(
        name: "SGD", options: ["momentum_form": "averaged", "momentum": 1.5],
        message: "SGD: momentum_form must be accumulated where there is a dampening, nesterov or a "
          + "momentum above 1, not \"averaged\""),
      Refusal(
        name: "Rprop", options: ["etas": [1, 1.2]],
        message: "Rprop: etas must be two numbers, the first between 0 and 1, the second above 1, "
          + "not [1.0, 1.2]"),
      Refusal(
        name: "Rprop", options: ["etas": [0.5, 1]],
        message: "Rprop: etas must be two numbers, the first between 0 and 1, the second above 1, "
          + "not [0.5, 1.0]"),
      Refusal(
        name: "Rprop", options: ["step_sizes": [2, 1]],
        message: "Rprop: step_sizes must be two numbers, the first not above the second, "
          + "not [2.0, 1.0]"),
      Refusal(
        name: "RMSprop", options: ["alpha": 1],
        message: "RMSprop: alpha must be at least 0 and below 1, not 1.0"),
      Refusal(
        name: "NAdam", options: ["momentum_decay": -1],
        message: "NAdam: momentum_decay must be a finite number of at least 0, not -1.0"),
      Refusal(
        name: "SparseAdam", options: ["lr": 0],
        message: "SparseAdam: lr must be a finite number above 0, not 0.0"),
      Refusal(
        name: "SparseAdam", options: ["eps": 0],
        message: "SparseAdam: eps must be a finite number above 0, not 0.0"),
      Refusal(
        name: "SparseAdam", options: ["betas": [1, 0.999]],
        message: "SparseAdam: betas must be two numbers, each at least 0 and below 1, "
          + "not [1.0, 0.999]"),
      Refusal(
        name: "SparseAdam", options: ["weight_decay": 0.1],
        message: "SparseAdam has no option \"weight_decay\"; it has lr, betas, eps, maximize"),
      Refusal(
        name: "Adam", options: ["epsilon_placement": "outside"],
        message: "Adam: epsilon_placement must be afterCorrection or beforeCorrection, "
          + "not \"outside\""),
    ])
  func refusals(this: Refusal) {
    let error = #expect(throws: OptimizerError.self) {
      try OptimizerSpecification(this.name, this.options).makeOptimizer()
    }
    #expect(error?.description == this.message)
  }

  @Test("changes nothing where it refuses")
  func nothingHalfDone() {
    var adam = Adam()
    #expect(throws: OptimizerError.self) { try adam.set(["amsgrad": true, "eps": -1]) }
    #expect(!adam.amsgrad)
  }

  @Test("sees a value that a property was given later, and not into one that varies")
  func validation() {
    var adam = Adam()
    adam.beta2 = 1
    #expect(throws: OptimizerError.self) { try adam.validate() }
    adam.beta2 = Schedule("varying") { _ in 7 }
    #expect(throws: Never.self) { try adam.validate() }
  }

  @Test(
    "reads values from text",
    arguments: [
      ("0.01", 0.01), ("-1", -1), ("1e-8", 1e-8), ("true", true), ("False", false),
      ("None", .none), ("null", .none), ("0.9,0.99", [0.9, 0.99]), ("[0.9, 0.99]", [0.9, 0.99]),
      ("(0.9, 0.99)", [0.9, 0.99]), (" 0.9 , 0.99 ", [0.9, 0.99]), ("[0.5]", [0.5]),
      ("0.9,", "0.9,"), ("strong_wolfe", "strong_wolfe"), ("", ""), ("[", "["), ("0.9,x", "0.9,x"),
    ] as [(String, OptionValue)])
  func parsing(text: String, value: OptionValue) {
    #expect(OptionValue(parsing: text) == value)
  }

  private func described(_ optimizer: some ConfigurableOptimizer) -> [String] {
    optimizer.resolvedOptions.map { "\($0.name)=\($0.value)" }
  }
}

@Suite("Initializers trap on hyperparameters out of range")
struct InitializerTests {
  @Test func negativeRate() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = SGD(learningRate: -1) }
    #expect(said(result, "SGD: learningRate must be a finite number of at least 0, not -1.0"))
  }

  @Test func negativeMomentum() async {
    await #expect(processExitsWith: .failure) { _ = SGD(momentum: -0.5) }
  }

  @Test func nesterovWithoutMomentum() async {
    await #expect(processExitsWith: .failure) { _ = SGD(nesterov: true) }
  }

  @Test func betaOfOne() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = AdamW(beta2: 1) }
    #expect(said(result, "AdamW: betas must be two numbers"))
  }

  @Test func negativeEpsilon() async {
    await #expect(processExitsWith: .failure) { _ = Adam(epsilon: -1) }
  }

  @Test func negativeDecay() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = AdamW(weightDecay: -1) }
    #expect(said(result, "AdamW: weightDecay must be"))
  }
}
