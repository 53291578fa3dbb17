#!/usr/bin/env python3
"""Writes the optimizers' reference trajectories in compact form.

usage: Scripts/optimizer-fixtures.py FOLDER [RULE...]

FOLDER holds optim_RULE.json, the trajectories that torch's optimizer test database takes on the
CPU's for-loop path, with a correctly rounded square root and without fused multiply-adds. All
configurations of all rules start from the same parameters and get the same gradients, which are
written once, to problem.json. Numbers are the hexadecimal digits of their IEEE bit patterns, 8 for
float32 and 16 for float64, one after another through all tensors. Under "numbers" are buffers of one
number a tensor, in decimal.
"""
import json
import pathlib
import struct
import sys

if len(sys.argv) < 2:
    sys.exit(__doc__)
source = pathlib.Path(sys.argv[1])
rules = sys.argv[2:] or [
    "Adadelta",
    "Adagrad",
    "Adam",
    "Adamax",
    "AdamW",
    "ASGD",
    "NAdam",
    "RAdam",
    "RMSprop",
    "Rprop",
    "SGD",
]
target = pathlib.Path(__file__).resolve().parent.parent / "Tests/DescentOptimizersTests/Fixtures"


def joined(tensors):
    return "".join(digits for tensor in tensors for digits in tensor)


def decoded(digits):
    return struct.unpack(">f" if len(digits) == 8 else ">d", bytes.fromhex(digits))[0]


def write(name, value):
    # One line for each element of the outermost lists keeps differences readable.
    text = json.dumps(value, indent=1)
    (target / name).write_text(text + "\n")


problem = {}
for rule in rules:
    cases = []
    for case in json.load(open(source / f"optim_{rule}.json")):
        reference, dtype = case["reference"], case["dtype"]
        this = {
            "start": joined(reference["params0"]),
            "gradients": [joined(step) for step in reference["grads"]],
        }
        if problem.setdefault("shapes", reference["shapes"]) != reference["shapes"]:
            sys.exit(f"{rule}, {case['desc']}: other shapes")
        if problem.setdefault(dtype, this) != this:
            sys.exit(f"{rule}, {case['desc']}: another start or other gradients")
        slots = [reference["state"][str(i)] for i in range(len(reference["shapes"]))]
        # A step count, and what is a function of it, is no buffer; a product is one number a tensor.
        names = [name for name in slots[0] if name not in ("step", "eta", "mu", "mu_product")]
        products = [decoded(slot["mu_product"][0]) for slot in slots if "mu_product" in slot]
        cases.append({
            "name": case["desc"],
            "options": case["kwargs"],
            "dtype": dtype,
            "after": {step: joined(tensors) for step, tensors in reference["after"].items()},
            # torch leaves an empty place where there is no momentum.
            "slots": {name: joined(slot[name] for slot in slots) for name in names},
            **({"numbers": {"mu_product": products}} if products else {}),
        })
    write(f"{rule}.json", cases)
write("problem.json", problem)
