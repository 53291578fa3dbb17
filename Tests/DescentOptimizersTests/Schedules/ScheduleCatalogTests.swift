import DescentOptimizers
import Testing

/// Schedules by name, and what is said where there is none.
@Suite struct ScheduleCatalogTests {
  private static let start = ScheduleStart(rate: 0.1, momentum: 0.9, steps: 50)

  private static func rate(_ text: String, at step: Int64) throws -> Double {
    try ScheduleSpecification(parsing: text).makeRates(from: start).learningRate(step)
  }

  private static func error(_ text: String) -> String {
    do throws(ScheduleError) {
      _ = try ScheduleSpecification(parsing: text).makeRates(from: start)
      return "no error"
    } catch {
      return error.description
    }
  }

  private static let written: [(String, Int, Double)] = [
    ("StepLR:step_size=10,gamma=0.5", 25, 0.025), ("step:10,gamma=0.5", 25, 0.025),
    ("STEP: stepSize = 10 , gamma = 0.5", 25, 0.025),
    ("multistep:10,20,gamma=0.5", 20, 0.025), ("multistep:milestones=[10,20],gamma=0.5", 9, 0.1),
    ("multistep:(10,20,30),gamma=0.5", 30, 0.0125), ("multistep:10,gamma=0.5", 10, 0.05),
    ("constant", 4, 0.1 / 3), ("linear", 0, 0.1 / 3), ("swa:0.02", 5, 0.06),
    ("constant:0.5,total_iters=3", 2, 0.05), ("linear:0.5,total_iters=2", 1, 0.075),
    ("exp:0.5", 2, 0.025), ("poly:10", 5, 0.05), ("cosine", 25, 0.05), ("cosine:10", 5, 0.05),
    ("cosine:T_max=10,eta_min=0.02", 10, 0.02), ("restarts:10", 15, 0.05),
    ("cyclic:0,max_lr=1,step_size_up=4", 1, 0.25), ("lambda:0.5", 7, 0.05),
    ("multiplicative:0.5", 1, 0.05), ("swa:0.02,anneal_epochs=2", 1, 0.06),
    ("swa:0.02,anneal_epochs=0", 0, 0.02),
    ("swa:0.02,anneal_epochs=4,anneal_strategy=linear", 1, 0.08),
    ("rex:10", 5, 0.2 / 3), ("rex", 25, 0.2 / 3), ("rsqrt:4", 15, 0.05),
    ("noam:64,warmup_steps=4,factor=2", 3, 0.125), ("wsd:3,decay_steps=4", 48, 0.05),
    ("wsd:3,decay_steps=4,shape=sqrt", 47, 0.05), ("warmup-cosine:10", 30, 0.05),
    ("onecycle:1,pct_start=0.42,anneal_strategy=linear", 10, 0.52), ("onecycle", 0, 0.004),
    ("onecycle:1,epochs=5,steps_per_epoch=10,pct_start=0.42", 10, 0.52),
    ("constant:1 @10 cosine", 30, 0.05), ("constant:1@10 cosine @20 step:5", 25, 0.01),
    ("exp:0.5 * constant:0.5,total_iters=2", 1, 0.025),
    ("(constant:1 @3 constant:0.5) * constant:0.5", 4, 0.025),
    ("constant:1 @3 (constant:0.5 * constant:0.5)", 4, 0.025),
    ("constant:1 @3 (exp:0.5 @2 exp:0.1)", 6, 0.01),
  ]

  @Test(arguments: written)
  func readsWhatIsWritten(_ text: String, _ step: Int, _ rate: Double) throws {
    let value = try Self.rate(text, at: Int64(step))
    #expect(abs(value - rate) <= 1e-15 * max(rate, 0.1), "\(value)")
    // What it writes it reads.
    let written = try ScheduleSpecification(parsing: text).description
    #expect(try Self.rate(written, at: Int64(step)) == value, "\(written)")
    #expect(try ScheduleSpecification(parsing: written).description == written)
  }

  @Test func aPartIsMadeForItsOwnLength() throws {
    let rates = try ScheduleSpecification(parsing: "cosine @20 cosine @30 cosine").makeRates(
      from: Self.start)
    #expect(rates.learningRate(19) < 0.001)
    #expect(abs(rates.learningRate(10) - 0.05) < 1e-16)
    #expect(abs(rates.learningRate(25) - 0.05) < 1e-16)
    #expect(abs(rates.learningRate(40) - 0.05) < 1e-16)
    #expect(rates.learningRate.problems(steps: 50) == [])
  }

  @Test func momentumStaysWhereTheCycleLeftIt() throws {
    let cyclic = "cyclic:0,max_lr=1,step_size_up=4"
    var rates = try ScheduleSpecification(parsing: cyclic).makeRates(from: Self.start)
    #expect(abs((rates.momentum?(4) ?? 0) - 0.8) < 1e-16)
    rates = try ScheduleSpecification(parsing: "exp:0.9 @3 \(cyclic) @8 exp:0.9").makeRates(
      from: Self.start)
    #expect(
      [0, 2, 3, 5, 20].map { ((rates.momentum?($0) ?? 0) * 1000).rounded() } == [
        900, 900, 900, 850, 800,
      ])
    #expect(
      try ScheduleSpecification(parsing: "exp:0.9").makeRates(from: Self.start).momentum == nil)
    let still = try ScheduleSpecification(parsing: cyclic + ",cycle_momentum=false")
    #expect(try still.makeRates(from: Self.start).momentum == nil)
  }

  private static let wrong: [(String, String)] = [
    ("csine", "there is no schedule \"csine\"; did you mean cosine?"),
    ("StepRL:3", "there is no schedule \"StepRL\"; did you mean StepLR?"),
    ("cosine:Tmx=3", "CosineAnnealingLR has no option \"Tmx\"; did you mean T_max?"),
    ("exp:0.9,zzzz=3", "ExponentialLR has no option \"zzzz\"; it has gamma"),
    ("step", "StepLR needs step_size, a whole number of at least 1"),
    ("exp", "ExponentialLR needs gamma, a finite number of at least 0"),
    ("multistep:gamma=2", "MultiStepLR needs milestones, whole numbers of at least 0"),
    ("step:0", "StepLR: step_size must be a whole number of at least 1, not 0.0"),
    ("step:2.5", "StepLR: step_size must be a whole number of at least 1, not 2.5"),
    ("step:nan", "StepLR: step_size must be a whole number of at least 1, not nan"),
    ("step:1e300", "StepLR: step_size must be a whole number of at least 1, not 1e+300"),
    ("exp:-1", "ExponentialLR: gamma must be a finite number of at least 0, not -1.0"),
    ("exp:inf", "ExponentialLR: gamma must be a finite number of at least 0, not inf"),
    ("linear:2", "LinearLR: start_factor must be a number of 0 to 1, not 2.0"),
    (
      "multistep:3,-1",
      "MultiStepLR: milestones must be whole numbers of at least 0, not [3.0, -1.0]"
    ),
    ("cyclic:0,mode=square", "CyclicLR needs max_lr, a finite number of at least 0"),
    (
      "cyclic:0,max_lr=1,mode=square",
      "CyclicLR: mode must be triangular or triangular2 or exp_range, not \"square\""
    ),
    (
      "cyclic:0,max_lr=1,cycle_momentum=3",
      "CyclicLR: cycle_momentum must be true or false, not 3.0"
    ),
    (
      "cyclic:0,max_lr=1,scale_fn=f",
      "CyclicLR: scale_fn is a function, which only a program can give"
    ),
    ("lambda:f", "LambdaLR: lr_lambda must be a finite number of at least 0, not \"f\""),
    ("step:3,step_size=4", "step: step_size is there twice; give it once"),
    ("step:step_size=3,stepSize=4", "StepLR: step_size is there twice; give it once"),
    (
      "wsd:30,decay_steps=30",
      "WarmupStableDecay: decay_steps must be a whole number from 0 to 20, not 30.0"
    ),
    (
      "plateau",
      "ReduceLROnPlateau follows a metric; it is no function of the step and no part of a schedule"
    ),
    (
      "exp:0.9 @5 plateau",
      "ReduceLROnPlateau follows a metric; it is no function of the step and no part of a schedule"
    ),
    ("", "expected a schedule's name, not the end"),
    ("exp:0.9 @", "expected a step after @, not the end"),
    ("exp:0.9 @x step:2", "expected a step after @, not \"x step:2\""),
    (
      "exp:0.9 @99999999999999999999 step:2",
      "expected a step after @, not \"99999999999999999999 step:2\""
    ),
    (
      "exp:0.9 @5 step:2 @5 step:3",
      "SequentialLR: milestones must be whole numbers, each above the one before, not [5.0, 5.0]"
    ),
    (
      "exp:0.9 @0 step:2",
      "SequentialLR: milestones must be whole numbers of at least 1, not [0.0]"
    ),
    ("(exp:0.9", "expected a ), not the end"),
    ("exp:0.9)", "expected the end of the schedule, @ or *, not \")\""),
    ("exp:0.9 * ", "expected a schedule's name, not the end"),
    ("step:=3", "expected name=value after step:, not \"=3\""),
    ("step:3,,gamma=2", "expected name=value after step:, not the end"),
    ("SequentialLR", "SequentialLR needs schedulers, the schedules that follow one another"),
    ("ChainedScheduler", "ChainedScheduler needs schedulers, the schedules that are multiplied"),
  ]

  @Test(arguments: wrong)
  func saysWhatIsWrong(_ text: String, _ message: String) {
    #expect(Self.error(text) == message)
  }

  @Test func partsAndMilestonesMustFit() {
    let specification = ScheduleSpecification(
      "SequentialLR", ["milestones": [3, 5]], of: [.init("cosine"), .init("rex")])
    #expect(throws: ScheduleError.badParts(schedule: "SequentialLR", schedules: 2, milestones: 2)) {
      try specification.makeRates(from: Self.start)
    }
    #expect(throws: ScheduleError.self) {
      try ScheduleSpecification("cosine", of: [.init("rex")]).makeRates(from: Self.start)
    }
  }

  @Test func everyNameIsFound() throws {
    for name in ScheduleCatalog.names + ScheduleCatalog.shortNames {
      #expect(!Self.error(name).hasPrefix("there is no schedule"), "\(name)")
      #expect(!ScheduleCatalog.optionNames(of: name).isEmpty)
    }
    #expect(ScheduleCatalog.optionNames(of: "nothing") == [])
  }

  @Test func deepParenthesesAreRefused() {
    #expect(Self.error(String(repeating: "(", count: 100_000)).hasPrefix("expected at most 50"))
  }
}
