#!/usr/bin/env python3
"""Breaks the optimizers' rules one term at a time, and counts how often a test notices.

usage: Scripts/mutation-check.py [RULE...]

Each line of the table is a piece of a file and what takes its place. One change of every rule is made
at a time, and the optimizers' tests are built and run; a rule's change is noticed if a test of that
rule fails. One that is not noticed is made once more, alone, and then any test may notice it. What
passes all the same is reported, and makes this fail. The files are put back each time, also where it
is stopped. Run it in a clone of its own.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
C = "Sources/CDescentKernels/rules/{}.c"
SWIFT = "Sources/DescentOptimizers/Rules/{}.swift"

# What every kernel begins with, and every rule that has a direction passes on.
SIGN = ("T grad = sign * g[i];", "T grad = g[i];")
COUPLED = [
    ("if (COUPLED) grad = grad + decay * p[i];", ""),
    ("grad + decay * p[i]", "grad - decay * p[i]"),
]
MAXIMIZE = ("sign: maximize ? -1 : 1", "sign: 1")
SECOND = [
    ("v[i] = v[i] * beta2 + (oneMinusBeta2 * grad) * grad", "v[i] = v[i] + (oneMinusBeta2 * grad) * grad"),
    ("v[i] * beta2 + (oneMinusBeta2 * grad) * grad", "v[i] * beta2 + grad * grad"),
    ("v[i] * beta2 + (oneMinusBeta2 * grad) * grad", "v[i] * beta2 - (oneMinusBeta2 * grad) * grad"),
    ("v[i] * beta2 + (oneMinusBeta2 * grad) * grad", "v[i] * beta2"),
    ("v[i] * beta2 + (oneMinusBeta2 * grad) * grad", "v[i] * beta2 + oneMinusBeta2 * (grad * grad)"),
]
KEEP = ("T weight = p[i] * keep;", "T weight = p[i];")
DECOUPLED = [
    ("keep: decoupledWeightDecay ? 1 - α * λ : 1", "keep: decoupledWeightDecay ? 1 + α * λ : 1"),
    ("keep: decoupledWeightDecay ? 1 - α * λ : 1", "keep: decoupledWeightDecay ? 1 - λ : 1"),
    ("isCoupled: !decoupledWeightDecay && λ != 0 ? 1 : 0", "isCoupled: λ != 0 ? 1 : 0"),
]
TIME = ("Double(parameter.updates + 1)", "Double(parameter.updates + 2)")

# By rule: the changes to its kernel, and those to its Swift file.
TABLE = {
    "Adadelta": (
        [
            SIGN, *COUPLED,
            ("s[i] = s[i] * rho + (oneMinusRho * grad) * grad", "s[i] = s[i] + (oneMinusRho * grad) * grad"),
            ("s[i] * rho + (oneMinusRho * grad) * grad", "s[i] * rho - (oneMinusRho * grad) * grad"),
            ("s[i] * rho + (oneMinusRho * grad) * grad", "s[i] * rho + grad * grad"),
            ("s[i] * rho + (oneMinusRho * grad) * grad", "s[i] * rho"),
            ("sqrt(u[i] + epsilon)", "sqrt(u[i])"),
            ("sqrt(u[i] + epsilon)", "sqrt(epsilon)"),
            ("sqrt(s[i] + epsilon)", "sqrt(s[i])"),
            ("sqrt(s[i] + epsilon)", "sqrt(epsilon)"),
            ("sqrt(s[i] + epsilon) * grad", "sqrt(s[i] + epsilon)"),
            ("u[i] = u[i] * rho + (oneMinusRho * delta) * delta", "u[i] = u[i] + (oneMinusRho * delta) * delta"),
            ("u[i] * rho + (oneMinusRho * delta) * delta", "u[i] * rho - (oneMinusRho * delta) * delta"),
            ("u[i] * rho + (oneMinusRho * delta) * delta", "u[i] * rho + delta * delta"),
            ("u[i] * rho + (oneMinusRho * delta) * delta", "u[i] * rho"),
            ("p[i] + minusLr * delta", "p[i] - minusLr * delta"),
            ("p[i] + minusLr * delta", "p[i]"),
            ("p[i] + minusLr * delta", "p[i] - delta"),
        ],
        [MAXIMIZE, ("oneMinusRho: 1 - ρ", "oneMinusRho: ρ")],
    ),
    "Adagrad": (
        [
            SIGN, *COUPLED,
            ("s[i] = s[i] + grad * grad", "s[i] = grad * grad"),
            ("s[i] = s[i] + grad * grad", "s[i] = s[i]"),
            ("s[i] = s[i] + grad * grad", "s[i] = s[i] - grad * grad"),
            ("p[i] + (minusStep * grad)", "p[i] - (minusStep * grad)"),
            ("(minusStep * grad) / (__builtin_elementwise_sqrt(s[i]) + epsilon)", "0"),
            ("(minusStep * grad) /", "minusStep /"),
            ("/ (__builtin_elementwise_sqrt(s[i]) + epsilon)", "/ (s[i] + epsilon)"),
            ("sqrt(s[i]) + epsilon", "sqrt(s[i])"),
            ("sqrt(s[i]) + epsilon", "sqrt(s[i]) - epsilon"),
        ],
        [
            MAXIMIZE,
            ("Double(parameter.updates) * learningRateDecay(step)", "0"),
            ("Double(parameter.updates) * learn", "Double(parameter.updates + 1) * learn"),
            ("(1 + Double(parameter.updates)", "(1 - Double(parameter.updates)"),
            ("repeating: initialAccumulatorValue", "repeating: 0"),
        ],
    ),
    "Adam": (
        [
            SIGN, *COUPLED, KEEP, *SECOND,
            ("m[i] = lerp_##s(m[i], grad, oneMinusBeta1, SMALL);", ""),
            ("lerp_##s(m[i], grad, oneMinusBeta1, SMALL)", "lerp_##s(m[i], -grad, oneMinusBeta1, SMALL)"),
            ("lerp_##s(m[i], grad, oneMinusBeta1, SMALL)", "lerp_##s(m[i], grad, oneMinusBeta1, 1)"),
            ("x[i] > second || x[i] != x[i] ? x[i] : second", "x[i] > second ? x[i] : second"),
            ("x[i] > second || x[i] != x[i] ? x[i] : second", "x[i] < second || x[i] != x[i] ? x[i] : second"),
            ("x[i] = second; ", ""),
            ("weight + (minusStep * m[i])", "weight - (minusStep * m[i])"),
            ("(minusStep * m[i]) / (__builtin_elementwise_sqrt(second) / root + epsilon)", "0"),
            ("sqrt(second) / root + epsilon", "sqrt(second) + epsilon"),
            ("sqrt(second) / root + epsilon", "sqrt(second) / root"),
            ("sqrt(second) / root + epsilon", "sqrt(second) / root - epsilon"),
        ],
        [
            MAXIMIZE, TIME, *DECOUPLED,
            ("let correction1 = 1 - pow(β1, t)", "let correction1 = 1 + pow(β1, t)"),
            ("let correction1 = 1 - pow(β1, t)", "let correction1 = 1.0"),
            ("pow(1 - pow(β2, t), 0.5)", "pow(1 + pow(β2, t), 0.5)"),
            ("pow(1 - pow(β2, t), 0.5)", "1.0"),
            ("α * root / correction1", "α / correction1"),
            ("root: isAfter ? root : 1", "root: root"),
        ],
    ),
    "AdamW": ([], [("decoupledWeightDecay: true)", "decoupledWeightDecay: false)")]),
    "Adamax": (
        [
            SIGN, *COUPLED,
            ("m[i] = lerp_##suffix(m[i], grad, oneMinusBeta1, SMALL)", "m[i] = grad"),
            ("m[i] = lerp_##suffix(m[i], grad, oneMinusBeta1, SMALL);", ""),
            ("lerp_##suffix(m[i], grad, oneMinusBeta1, SMALL)", "lerp_##suffix(m[i], -grad, oneMinusBeta1, SMALL)"),
            ("lerp_##suffix(m[i], grad, oneMinusBeta1, SMALL)", "lerp_##suffix(m[i], grad, oneMinusBeta1, 1)"),
            ("lerp_##suffix(m[i], grad, oneMinusBeta1, SMALL)", "lerp_##suffix(m[i], grad, oneMinusBeta1, 0)"),
            ("kept = u[i] * beta2", "kept = u[i]"),
            ("kept = u[i] * beta2", "kept = -u[i] * beta2"),
            ("_abs(grad) + epsilon", "_abs(grad)"),
            ("_abs(grad) + epsilon", "_abs(grad) - epsilon"),
            ("__builtin_elementwise_abs(grad)", "grad"),
            ("kept > size || kept != kept", "kept < size || kept != kept"),
            ("kept > size || kept != kept", "kept > size"),
            ("u[i] = kept > size || kept != kept ? kept : size", "u[i] = size"),
            ("p[i] + (minusStep * m[i]) / u[i]", "p[i] - (minusStep * m[i]) / u[i]"),
            ("p[i] + (minusStep * m[i]) / u[i]", "p[i]"),
            ("(minusStep * m[i]) / u[i]", "minusStep * (m[i] / u[i])"),
            ("c.oneMinusBeta1 >= 0.5", "c.oneMinusBeta1 > 0.5"),
        ],
        [
            MAXIMIZE, TIME,
            ("/ (1 - pow(β1", "/ (1 + pow(β1"),
            ("learningRate(step) / (1 - pow(β1, Double(parameter.updates + 1)))", "learningRate(step)"),
        ],
    ),
    "NAdam": (
        [
            SIGN, *COUPLED, KEEP, *SECOND,
            ("m[i] = lerp_##s(m[i], grad, oneMinusBeta1, SMALL);", ""),
            ("lerp_##s(m[i], grad, oneMinusBeta1, SMALL)", "lerp_##s(m[i], -grad, oneMinusBeta1, SMALL)"),
            ("lerp_##s(m[i], grad, oneMinusBeta1, SMALL)", "lerp_##s(m[i], grad, oneMinusBeta1, 1)"),
            ("v[i] / correction2", "v[i]"),
            (") + epsilon;", ");"),
            (") + epsilon;", ") - epsilon;"),
            ("weight + (minusGradientStep * grad) / root", "weight"),
            ("weight + (minusGradientStep * grad) / root", "weight - (minusGradientStep * grad) / root"),
            ("weight + (minusMomentStep * m[i]) / root", "weight"),
            ("weight + (minusMomentStep * m[i]) / root", "weight - (minusMomentStep * m[i]) / root"),
        ],
        [
            MAXIMIZE, TIME, *DECOUPLED,
            ("let μ = β1 * (1 - 0.5", "let μ = β1 * (1 + 0.5"),
            ("let μ = β1 * (1 - 0.5 * pow(0.96, t * ψ))", "let μ = β1"),
            ("let next = β1 * (1 - 0.5", "let next = β1 * (1 + 0.5"),
            ("(t + 1) * ψ", "t * ψ"),
            ("parameter[numberInSlot: 2] *= Float(μ)", ""),
            ("parameter[numberInSlot: 2] *= Float(μ)", "parameter[numberInSlot: 2] = Float(μ)"),
            ("1 - pow(β2, t)", "1 + pow(β2, t)"),
            ("α * (1 - μ) / (1 - product)", "α * (1 + μ) / (1 - product)"),
            ("α * (1 - μ) / (1 - product)", "α * (1 - μ) / (1 + product)"),
            ("α * (1 - μ) / (1 - product)", "α * (1 - μ)"),
            ("α * next / (1 - product * next)", "α * next / (1 + product * next)"),
            ("α * next / (1 - product * next)", "α / (1 - product * next)"),
            ("α * next / (1 - product * next)", "α * next / (1 - product)"),
        ],
    ),
    "RAdam": (
        [
            SIGN, *COUPLED, KEEP, *SECOND,
            ("m[i] = lerp_##s(m[i], grad, oneMinusBeta1, SMALL);", ""),
            ("lerp_##s(m[i], grad, oneMinusBeta1, SMALL)", "lerp_##s(m[i], -grad, oneMinusBeta1, SMALL)"),
            ("lerp_##s(m[i], grad, oneMinusBeta1, SMALL)", "lerp_##s(m[i], grad, oneMinusBeta1, 1)"),
            ("m[i] / correction1 * lr", "m[i] * lr"),
            ("m[i] / correction1 * lr", "m[i] / correction1"),
            ("m[i] / correction1 * lr", "-m[i] / correction1 * lr"),
            ("(T)1 / (__builtin_elementwise_sqrt(v[i]) + epsilon) * root", "root / (__builtin_elementwise_sqrt(v[i]) + epsilon)"),
            ("+ epsilon) * root) * rectification", "+ epsilon)) * rectification"),
            ("+ epsilon) * root) * rectification", "+ epsilon) * root)"),
            ("sqrt(v[i]) + epsilon", "sqrt(v[i])"),
            ("sqrt(v[i]) + epsilon", "sqrt(v[i]) - epsilon"),
            ("p[i] = weight - step", "p[i] = weight + step"),
            ("p[i] = weight - step", "p[i] = weight"),
        ],
        [
            MAXIMIZE, TIME, *DECOUPLED,
            ("1 - pow(β2, t)", "1 + pow(β2, t)"),
            ("2 / (1 - β2) - 1", "2 / (1 - β2)"),
            ("2 / (1 - β2) - 1", "2 / (1 - β2) + 1"),
            ("limit - 2 * t * pow(β2, t) / correction2", "limit + 2 * t * pow(β2, t) / correction2"),
            ("limit - 2 * t * pow(β2, t) / correction2", "limit - 2 * t * pow(β2, t)"),
            ("limit - 2 * t * pow(β2, t) / correction2", "limit"),
            ("length > 5", "length > 4"),
            ("length > 5", "length > 6"),
            ("      (length - 4) * (length - 2) * limit", "      (length + 4) * (length - 2) * limit"),
            ("      (length - 4) * (length - 2) * limit", "      (length - 4) * (length + 2) * limit"),
            ("      (length - 4) * (length - 2) * limit", "      (length - 4) * (length - 2)"),
            ("((limit - 4) * (limit - 2) * length)", "((limit + 4) * (limit - 2) * length)"),
            ("((limit - 4) * (limit - 2) * length)", "((limit - 4) * (limit + 2) * length)"),
            ("((limit - 4) * (limit - 2) * length)", "((limit - 4) * (limit - 2))"),
            ("correction1: 1 - pow(β1, t)", "correction1: 1 + pow(β1, t)"),
            ("root: pow(correction2, 0.5)", "root: correction2"),
        ],
    ),
    "ASGD": (
        [
            SIGN, *COUPLED,
            ("p[i] * keep + minusEta * grad", "p[i] + minusEta * grad"),
            ("p[i] * keep + minusEta * grad", "p[i] * keep - minusEta * grad"),
            ("p[i] * keep + minusEta * grad", "p[i] * keep"),
            ("p[i] = weight; ", ""),
            ("a[i] + (weight - a[i]) * mu", "a[i] - (weight - a[i]) * mu"),
            ("a[i] + (weight - a[i]) * mu", "a[i] + weight * mu"),
            ("a[i] + (weight - a[i]) * mu", "a[i] + (weight - a[i])"),
            ("AVERAGING ? a[i] + (weight - a[i]) * mu : weight", "weight"),
            ("AVERAGING ? a[i] + (weight - a[i]) * mu : weight", "a[i] + (weight - a[i]) * mu"),
        ],
        [
            MAXIMIZE,
            ("1 + ν * α * past", "1 - ν * α * past"),
            ("1 + ν * α * past", "1 + ν * past"),
            ("1 + ν * α * past", "1 + α * past"),
            ("α / pow(1 + ν * α * past, power(step))", "α"),
            ("α / pow(1 + ν * α * past, power(step))", "α / (1 + ν * α * past)"),
            ("Double(Float(α / pow(1 + ν * α * past, power(step))))", "α / pow(1 + ν * α * past, power(step))"),
            ("keep: 1 - ν * η", "keep: 1 + ν * η"),
            ("keep: 1 - ν * η", "keep: 1 - ν"),
            ("past - averagingStart", "past"),
            ("past - averagingStart", "past + averagingStart"),
            ("max(1, past - averagingStart)", "(past - averagingStart)"),
        ],
    ),
    "RMSprop": (
        [
            SIGN, *COUPLED,
            ("s[i] = s[i] * rho + (oneMinusRho * grad) * grad", "s[i] = s[i] + (oneMinusRho * grad) * grad"),
            ("s[i] * rho + (oneMinusRho * grad) * grad", "s[i] * rho - (oneMinusRho * grad) * grad"),
            ("s[i] * rho + (oneMinusRho * grad) * grad", "s[i] * rho"),
            ("m[i] = lerp_##suffix(m[i], grad, oneMinusRho, SMALL);", ""),
            ("lerp_##suffix(m[i], grad, oneMinusRho, SMALL)", "lerp_##suffix(m[i], -grad, oneMinusRho, SMALL)"),
            ("lerp_##suffix(m[i], grad, oneMinusRho, SMALL)", "lerp_##suffix(m[i], grad, oneMinusRho, 1)"),
            ("s[i] - m[i] * m[i]", "s[i] + m[i] * m[i]"),
            ("s[i] - m[i] * m[i]", "s[i]"),
            ("T least = floor * s[i]", "T least = -floor * s[i]"),
            ("T least = floor * s[i]", "T least = floor"),
            ("variance < least ? least : variance", "variance"),
            ("variance < least ? least : variance", "variance > least ? variance : least"),
            ("sqrt(variance) + epsilon", "sqrt(variance)"),
            ("sqrt(variance) + epsilon", "sqrt(variance) - epsilon"),
            ("b[i] * momentum + (root", "b[i] + (root"),
            ("b[i] * momentum + (root", "b[i] * momentum - (root"),
            ("b[i] * momentum + (root == 0 ? (T)0 : quotient)", "b[i] * momentum + quotient"),
            ("p[i] + minusLr * b[i]", "p[i] - minusLr * b[i]"),
            ("p[i] + minusLr * b[i]", "p[i] - b[i]"),
            ("(minusLr * grad) / root", "grad / root"),
            ("(minusLr * grad) / root", "minusLr * (grad / root)"),
            ("p[i] + (root == 0 ? (T)0 : quotient)", "p[i] - (root == 0 ? (T)0 : quotient)"),
            ("p[i] + (root == 0 ? (T)0 : quotient)", "p[i] + quotient"),
        ],
        [
            MAXIMIZE,
            ("oneMinusRho: 1 - ρ", "oneMinusRho: 1 + ρ"),
            ("floor: φ > 0 ? φ : -.infinity", "floor: φ"),
            ("floor: φ > 0 ? φ : -.infinity", "floor: -.infinity"),
            ("isCentered: centered ? 1 : 0", "isCentered: 0"),
        ],
    ),
    "Rprop": (
        [
            SIGN,
            ("T agreement = grad * q[i]", "T agreement = grad"),
            ("T agreement = grad * q[i]", "T agreement = -grad * q[i]"),
            ("agreement > 0 ? etaPlus : agreement < 0 ? etaMinus : (T)1", "agreement < 0 ? etaMinus : (T)1"),
            ("agreement > 0 ? etaPlus : agreement < 0 ? etaMinus : (T)1", "agreement > 0 ? etaPlus : (T)1"),
            ("agreement < 0 ? etaMinus : (T)1", "etaMinus"),
            ("step = step < least ? least : step;", ""),
            ("step = step < least ? least : step;", "step = step > least ? step : least;"),
            ("step = step > greatest ? greatest : step;", ""),
            ("grad = agreement < 0 ? (T)0 : grad;", ""),
            ("grad > 0 ? (T)1 : grad < 0 ? (T)-1 : (T)0", "grad > 0 ? (T)1 : (T)-1"),
            ("p[i] - direction * step", "p[i] + direction * step"),
            ("p[i] - direction * step", "p[i] - direction * s[i]"),
            ("q[i] = grad;", ""),
            ("q[i] = grad;", "q[i] = -grad;"),
            ("s[i] = step;", ""),
        ],
        [
            MAXIMIZE,
            ("repeating: learningRate(0)", "repeating: 0"),
            ("greatest: greatestStep(step)", "greatest: leastStep(step)"),
        ],
    ),
    "SGD": (
        [
            SIGN,
            ("if (DECAY) grad = grad + decay * p[i];", ""),
            ("grad + decay * p[i]", "grad - decay * p[i]"),
            ("FIRST ? grad :", "FIRST ? undamped * grad :"),
            ("b[i] * momentum + undamped * grad", "b[i] + undamped * grad"),
            ("b[i] * momentum + undamped * grad", "b[i] * momentum - undamped * grad"),
            ("b[i] * momentum + undamped * grad", "b[i] * momentum + grad"),
            ("b[i] = buffer; ", ""),
            ("grad + momentum * buffer", "grad - momentum * buffer"),
            ("grad + momentum * buffer", "momentum * buffer"),
            ("p[i] + minusLr * grad", "p[i] - minusLr * grad"),
            ("p[i] + minusLr * grad", "p[i]"),
        ],
        [
            MAXIMIZE,
            ("dampening: isMean ? momentum(step) : dampening", "dampening: dampening"),
            ("&& !isMean ? 1 : 0", "? 1 : 0"),
        ],
    ),
}


# Suites that are of one rule, by their files.
SUITES = {"AveragingTests": "ASGD", "DegenerateVarianceTests": "RMSprop", "TensorFlowFormTests": "Adam"}


def run(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)


def failures():
    """The lines of the failed expectations; None if it does not build."""
    built = run("swift", "build", "--build-tests")
    if built.returncode:
        print([line for line in built.stdout.splitlines() if "error" in line][:1], flush=True)
        return None
    # The vector forms say nothing more of a term, nor does what stops the process.
    tested = run(
        "swift", "test", "--skip-build", "--filter", "DescentOptimizersTests",
        "--skip", "KernelFormTests|OptimizerStateTests|InitializerTests")
    lines = [line for line in tested.stdout.splitlines() if "recorded an issue" in line]
    return lines if tested.returncode == 0 or lines else ["the process stopped"]


def is_of(rule, line):
    small = rule.lower()
    return (
        f'rule → "{rule}"' in line
        or re.search(rf"Test {small}(\(|In|:)", line) is not None
        or f"argument run → {rule}(" in line or f"argument rule → {rule}(" in line
        or any(suite in line and rule == its for suite, its in SUITES.items()))


def with_changes(changes):
    """What fails with these changes, each a file, a piece of it and its replacement."""
    texts = {path: (ROOT / path).read_text() for path, _, _ in changes}
    try:
        for path, old, new in changes:
            if old not in texts[path]:
                sys.exit(f"{path} has no: {old}")
            (ROOT / path).write_text(texts[path].replace(old, new))
        return failures()
    finally:
        for path, text in texts.items():
            (ROOT / path).write_text(text)


def main():
    rules = sys.argv[1:] or list(TABLE)
    if failures() != []:
        sys.exit("the tests do not pass as it is")
    waiting = {}
    for rule in rules:
        kernel, swift = TABLE[rule]
        waiting[rule] = [(C.format(rule.lower()), *pair) for pair in kernel]
        waiting[rule] += [(SWIFT.format(rule), *pair) for pair in swift]
    total = sum(map(len, waiting.values()))
    alone = []
    while any(waiting.values()):
        changes = {rule: waiting[rule].pop(0) for rule in rules if waiting[rule]}
        lines = with_changes(list(changes.values()))
        for rule, change in changes.items():
            if lines is None or not any(is_of(rule, line) for line in lines):
                alone.append((rule, change))
        print(f"{sum(map(len, waiting.values()))} left, {len(alone)} to try alone", flush=True)
    missed = 0
    for rule, change in alone:
        if not with_changes([change]):
            missed += 1
            print(f"{rule}: not noticed: {change[1]}  ->  {change[2] or 'nothing'}", flush=True)
    print(f"{total - missed} of {total} noticed")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
