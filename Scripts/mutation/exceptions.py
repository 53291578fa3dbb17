"""Mutants that no test can notice, each with its reason.

By a piece of the file's name, of what is changed and of what it becomes; a regular expression each.
"""
import re

SQUARED = "only its square is used"
ZERO_DECAY = "with λ = 0 it adds 0 θ, which changes no finite number"
UNUSED = "its value is not used then"
MINUS_ZERO = "0 becomes -0, which every sum with it forgets"
EMPTY = "a tensor without elements has nothing to be wrong"
FORM = "the two forms of the interpolation differ by a rounding, and of the result only the sign is used"

EXCEPTIONS = [
    (r"adabelief\.c", r"^grad - m\[i\]$", r"^-\(grad - m\[i\]\)$", SQUARED),
    (r"adam\.c", r"^p\[i\] - old$", r"^-\(", SQUARED),
    (r"adan\.c", r"^change \* beta2 \+ grad$", r"^-\(", SQUARED),
    (r"adopt\.c", r"^isCoupled \? grad \+ decay \* p\[i\] : grad$", r"^-\(", SQUARED),
    (r"adopt\.c", r"^v\[i\] \+ grad \* grad$", r"^grad \* grad$", "v is 0 before the first update"),
    (r"\.swift", r"!?decoupledWeightDecay && λ != 0", r"decoupledWeightDecay( \?.*)?$|decoupledWeightDecay \? 1", ZERO_DECAY),
    (r"(prodigy|schedule_free_\w+)\.c", r"^(decays|shrinks) \?", r"^(grad|step|p\[i\]) \+", ZERO_DECAY),
    (r"lion\.c", r"oneMinusBeta1 < 0\.5", r".", FORM),
    (r"radam\.c", r"\(\(T\)1 / ", r"\(1 / ", "1 is the same number in either type"),
    (r"RAdam\.swift", r"isRectified \? pow\(", r"rectification: pow\(", UNUSED),
    (r"Adafactor\.swift", r"^\.zeros\(", r"^-\(", MINUS_ZERO),
    (r"Adafactor\.swift", r"max\(θ\.count, 1\)", r"\(\(θ\.count\)\)", EMPTY),
    (r"NewtonCG\.swift", r"^Tensor\(zerosLike: g\)$", r"^-\(", MINUS_ZERO),
    (r"NewtonCG\.swift", r"^t == 0 \|\| next == θ$", r"^next == θ$", "with t = 0 the next point is θ"),
    (r"LeastSquares\.swift", r"\(-1\.0, 2\.0\)|^-1\.0", r"1\.0 \* 2", "any number below 0 says that λ is not known yet"),
    (r"LeastSquares\.swift", r"curvature\.isFinite \? curvature : 1", r"\(curvature\)$", "where it is not finite every step is refused all the same"),
    (r"LeastSquares\.swift", r"max\(1\.0 / 3, ", r"max\(1 / 3, ", "both are the same number of double precision"),
    (r"ScheduleFreeAverage\.swift", r"^power\(k \+ 1, r\)", r"^-\(", "a sign that all weights have cancels in their quotient"),
]


def excepted(mutant):
    """Why no test can notice it; None if one must."""
    for file, before, after, reason in EXCEPTIONS:
        if re.search(file, mutant.file) and re.search(before, mutant.before) and re.search(after, mutant.after):
            return reason
    return None
