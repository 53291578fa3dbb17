#!/usr/bin/env python3
"""Writes where torch's L-BFGS with its line search leads, in one variable.

usage: Scripts/wolfe-fixtures.py

WolfeSearch.json: two iterations on the functions of WolfeSearchTests.swift. First lengths from far too
short to far too long make every branch of the search take part: growth, bracket, narrowing, the margin
at the bracket's ends, and the evaluations' running out. Numbers are float64, printed to the last digit.

WolfeScripts.json: one search, of a function that answers the k-th question with the k-th value and
slope of a script, wherever it is asked. The scripts are drawn so that single terms decide: values on
either side of the line of sufficient decrease, equal to the start's or to one before, slopes on either
side of the curvature condition, directions so short that a bracket is too small.
"""
import json
import math
import pathlib
import random

import torch

TARGET = pathlib.Path(__file__).resolve().parent.parent / "Tests/DescentOptimizersTests/Fixtures"
FUNCTIONS = {
    "wave": lambda x: (3 * x).sin() + x * x / 10,
    "quartic": lambda x: x * x * x * x - 3 * x * x * x + 2 * x,
    "bowl": lambda x: (1 + x * x).log() - x / 4,
    "wall": lambda x: x.exp() + (-2 * x).exp() / 8 + (5 * x).cos() / 3,
    "ripples": lambda x: (x - 1) * (x - 1) + (12 * x).sin() / 6,
}


def run(f, start, rate, most, iterations):
    x = torch.tensor([start], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [x], lr=rate, max_iter=iterations, max_eval=most, tolerance_grad=0,
        line_search_fn="strong_wolfe")
    evaluations = 0

    def closure():
        nonlocal evaluations
        evaluations += 1
        optimizer.zero_grad()
        loss = f(x).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return x.item(), evaluations


def answer(draw, trials, t, start, slope):
    """A value and a slope for a trial at t, the slope as a multiple of the start's, turned."""
    line = 1e-4 * t * slope
    kind = draw.choice("aaallllhts")
    if kind == "a": value = start + line * draw.choice([0.3, 0.7, 1.5, 3])
    elif kind == "l": value = start + slope * t * draw.uniform(0.02, 1)
    elif kind == "h": value = start - slope * draw.uniform(0.1, 2)
    elif kind == "t": value = draw.choice(trials)[1]
    else: value = start
    kind = draw.choice("fffsspprz")
    if kind == "f": part = draw.choice([-0.9, 0.9]) * draw.choice([0.5, 0.97, 1.03, 1.1])
    elif kind == "s": part = -draw.uniform(1, 3)
    elif kind == "p": part = draw.uniform(0.9, 3)
    elif kind == "z": part = 0
    else: part = draw.uniform(-1, 1)
    # Most trials go on.
    if draw.random() < 0.6 and abs(part) < 0.9: part = draw.choice([-1.2, 1.3])
    return float(f"{value:.12g}"), float(f"{part:.3g}")


def scripted(seed, noise=0):
    """One search: its options, its trials and where it ends; lengths are multiples of the direction.

    With noise the answers are off by so many roundings.
    """
    draw = random.Random(seed)
    exponent = draw.choice([-31, -30, -29, -28, -26, -12, -3, 0, 0, 0, 0, 0, 2])
    # The gradient where it begins; the direction is its opposite.
    size = 2.0 ** exponent
    rate = draw.choice([0.01, 0.3, 1, 1, 2.5]) * max(1, size)
    most = draw.choice([2, 3, 4, 5, 6, 8, 12, 25])
    start = draw.choice([0, 1, -2, 0.25]) if exponent > -8 else 0
    x = torch.tensor([0.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [x], lr=rate, max_iter=1, max_eval=most, tolerance_grad=0, tolerance_change=0,
        line_search_fn="strong_wolfe")
    trials = []

    def closure():
        t = -x.item() / size
        value, part = answer(draw, trials, t, start, -size * size) if trials else (start, -1)
        trials.append((t, value, part))
        x.grad = torch.tensor([-part * size * (1 + noise * 2**-52)], dtype=torch.float64)
        return torch.tensor(value, dtype=torch.float64)

    optimizer.step(closure)
    return [exponent, rate, most, start, [list(trial) for trial in trials[1:]], -x.item() / size]


def is_near(a, b):
    return math.isfinite(a) and abs(a - b) <= 1e-10 * abs(a)


def is_sound(case, seed):
    """Whether roundings leave it as it is."""
    for noise in (-3, 2, 5):
        other = scripted(seed, noise)
        if len(other[4]) != len(case[4]) or not is_near(case[5], other[5]): return False
        if not all(is_near(a[0], b[0]) for a, b in zip(case[4], other[4])): return False
    return True


def write(name, cases):
    lines = ",\n".join(json.dumps(case) for case in cases)
    (TARGET / f"{name}.json").write_text(f"[\n{lines}\n]\n")


cases = []
for name, f in FUNCTIONS.items():
    for start in [-2.5, -1.6, -0.75, 0.3, 1.1, 1.9]:
        for rate in [0.003, 0.05, 0.3, 1.3, 4.0, 11.0, 30.0]:
            for most, iterations in [(25, 1), (25, 2), (5, 2)]:
                end, evaluations = run(f, start, rate, most, iterations)
                # Where a rounding of the start makes another end, it says nothing.
                others = [run(f, start * (1 + k * 2**-50), rate, most, iterations) for k in (-8, 3, 8)]
                if all(
                    abs(other - end) <= 1e-10 * max(1, abs(end)) and count == evaluations
                    for other, count in others):
                    cases.append([name, start, rate, most, iterations, end, evaluations])
write("WolfeSearch", cases)
cases = [(scripted(seed), seed) for seed in range(400)]
write("WolfeScripts", [case for case, seed in cases if is_sound(case, seed)])
