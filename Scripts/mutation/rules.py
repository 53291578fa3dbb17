"""What each rule is made of, and which tests are of it."""

C = "Sources/CDescentKernels/rules/"
RULES = "Sources/DescentOptimizers/Rules/"
SOLVERS = "Sources/DescentOptimizers/Solvers/"
WRAPPERS = "Sources/DescentOptimizers/Wrappers/"

TORCH = "TorchTrajectoryTests|FirstStepTests"
OTHER = "OtherTrajectoryTests.trajectories|OtherRuleTests"


def own(rule, tests, kernel=None):
    files = [RULES + rule + ".swift"]
    if kernel: files.insert(0, C + kernel + ".c")
    return files, tests + "|RuleEdgeTests"


# By rule: its files, and the suites that are asked first. What they pass, all others are asked too.
TABLE = {
    "AdaBelief": own("AdaBelief", OTHER, "adabelief"),
    "Adadelta": own("Adadelta", TORCH, "adadelta"),
    "Adafactor": own("Adafactor", "MatrixRuleTests"),
    "Adagrad": own("Adagrad", TORCH, "adagrad"),
    "Adam": own("Adam", TORCH + "|TensorFlowFormTests", "adam"),
    "AdamAtan2": own("AdamAtan2", OTHER, "adam_atan2"),
    "Adamax": own("Adamax", TORCH, "adamax"),
    "AdamW": own("AdamW", TORCH),
    "Adan": own("Adan", OTHER, "adan"),
    "AdEMAMix": own("AdEMAMix", OTHER, "ademamix"),
    "ADOPT": own("ADOPT", OTHER, "adopt"),
    "ASGD": own("ASGD", TORCH + "|AveragingTests", "asgd"),
    "LAMB": own("LAMB", OTHER),
    "LARS": own("LARS", OTHER),
    "Lion": own("Lion", OTHER, "lion"),
    "Muon": own("Muon", "MatrixRuleTests"),
    "MuonWithAdamW": own("MuonWithAdamW", "MatrixRuleTests"),
    "NAdam": own("NAdam", TORCH, "nadam"),
    "Prodigy": own("Prodigy", OTHER, "prodigy"),
    "RAdam": own("RAdam", TORCH, "radam"),
    "RMSprop": own("RMSprop", TORCH + "|DegenerateVarianceTests|NotebookFormTests", "rmsprop"),
    "Rprop": own("Rprop", TORCH, "rprop"),
    "ScheduleFreeAdamW": own("ScheduleFreeAdamW", OTHER, "schedule_free_adamw"),
    "ScheduleFreeSGD": own("ScheduleFreeSGD", OTHER, "schedule_free_sgd"),
    "SGD": own("SGD", TORCH + "|NotebookFormTests", "sgd"),
    "StableAdamW": own("StableAdamW", OTHER),
    "Yogi": own("Yogi", OTHER + "|FirstStepTests", "yogi"),
    "SparseAdam": own("SparseAdam", "SparseAdamTests"),
    "Lookahead": ([WRAPPERS + "Lookahead.swift"], "OtherTrajectoryTests.lookahead|EvaluationWeightsTests"),
    "SAM": ([WRAPPERS + "SAM.swift"], "SAMTests|RuleEdgeTests"),
    "L-BFGS": (
        [SOLVERS + "LBFGS.swift", SOLVERS + "WolfeSearch.swift", SOLVERS + "CountedFunction.swift",
         SOLVERS + "Solver+Module.swift"], "WolfeSearchTests|LBFGSTests"),
    "Newton-CG": ([SOLVERS + "NewtonCG.swift"], "NewtonCGTests"),
    "Levenberg-Marquardt": ([SOLVERS + "LeastSquares.swift"], "LeastSquaresTests"),
    "what Schedule-Free rules share": ([RULES + "ScheduleFreeAverage.swift"], OTHER + "|EvaluationWeightsTests"),
    "what rules share": (
        [C + "rule.h", RULES + "RuleArithmetic.swift", RULES + "Tensor+Lerp.swift"],
        TORCH + "|OtherTrajectoryTests.trajectories|MatrixRuleTests"),
}
# The tests that go through all rules go through the one that is tried, but for these.
SHARED = {"what Schedule-Free rules share", "what rules share"}
# The vector forms, and what stops the process, say nothing more of a term.
PASSED_OVER = "AgreementTests|KernelFormTests|InitializerTests|sse2|avx2|avx512"
