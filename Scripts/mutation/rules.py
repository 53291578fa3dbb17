"""What each rule is made of, and which tests are of it."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

C = "Sources/CDescentKernels/rules/"
RULES = "Sources/DescentOptimizers/Rules/"
SOLVERS = "Sources/DescentOptimizers/Solvers/"
WRAPPERS = "Sources/DescentOptimizers/Wrappers/"

TORCH = "TorchTrajectoryTests|FirstStepTests"
OTHER = "OtherTrajectoryTests.trajectories|OtherRuleTests"
FIRST = (
    f"{TORCH}|{OTHER}|MatrixRuleTests|SparseAdamTests|TensorFlowFormTests|DegenerateVarianceTests|"
    "NotebookFormTests|AveragingTests|RuleEdgeTests|SecondMomentTests")


# Files of the folder of rules that are not rules.
NO_RULES = {"RuleArithmetic", "ScheduleFreeAverage", "Tensor+Lerp"}


def rules():
    """Every rule with its file and its kernel, and the suites that are asked first."""
    for path in sorted((ROOT / RULES).glob("*.swift")):
        if path.stem in NO_RULES: continue
        names = re.findall(r"dk_(\w+)_f32", path.read_text())
        # A rule of several passes has a kernel for each in one file.
        kernels = {name if (ROOT / f"{C}{name}.c").exists() else name.rsplit("_", 1)[0] for name in names}
        yield path.stem, ([f"{C}{k}.c" for k in sorted(kernels)] + [RULES + path.name], FIRST)


# By rule: its files, and the suites that are asked first. What they pass, all others are asked too.
TABLE = dict(rules()) | {
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
