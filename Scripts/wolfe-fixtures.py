#!/usr/bin/env python3
"""Writes where two iterations of torch's L-BFGS with its line search lead, in one variable.

usage: Scripts/wolfe-fixtures.py

First lengths from far too short to far too long make every branch of the search take part: growth,
bracket, narrowing, the margin at the bracket's ends, and the evaluations' running out. The functions
are those of WolfeSearchTests.swift. Numbers are float64, printed to the last digit.
"""
import json
import pathlib

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
lines = ",\n".join(json.dumps(case) for case in cases)
(TARGET / "WolfeSearch.json").write_text(f"[\n{lines}\n]\n")
