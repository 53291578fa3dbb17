#!/usr/bin/env python3
"""Writes the reference trajectories of LBFGS, Adafactor, Muon and SparseAdam in compact form.

usage: Scripts/solver-fixtures.py FOLDER

FOLDER holds optim_RULE.json as for optimizer-fixtures.py. SparseAdam is run by torch itself, where it
is installed. Numbers are the hexadecimal digits of their IEEE bit patterns.
"""
import json
import pathlib
import struct
import sys

if len(sys.argv) != 2:
    sys.exit(__doc__)
source = pathlib.Path(sys.argv[1])
target = pathlib.Path(__file__).resolve().parent.parent / "Tests/DescentOptimizersTests/Fixtures"


def joined(tensors):
    return "".join(digits for tensor in tensors for digits in tensor)


def cases(rule):
    return json.load(open(source / f"optim_{rule}.json"))


def write(rule, value):
    (target / f"{rule}.json").write_text(json.dumps(value, indent=1) + "\n")


# The first step alone: later ones amplify rounding, and those that go up are not finite.
lbfgs = {"shapes": cases("LBFGS")[0]["reference"]["shapes"], "start": {}, "cases": []}
for case in cases("LBFGS"):
    if "maximize" in case["desc"]:
        continue
    reference = case["reference"]
    lbfgs["start"][case["dtype"]] = joined(reference["params0"])
    lbfgs["cases"].append({
        "name": case["desc"], "options": case["kwargs"], "dtype": case["dtype"],
        "after": joined(reference["after"]["1"]),
    })
write("LBFGS", lbfgs)

for rule in ["Adafactor", "Muon"]:
    shapes = cases(rule)[0]["reference"]["shapes"]
    result = {"shapes": shapes, "start": {}, "gradients": {}, "cases": []}
    for case in cases(rule):
        reference, dtype = case["reference"], case["dtype"]
        result["start"][dtype] = joined(reference["params0"])
        result["gradients"][dtype] = [joined(step) for step in reference["grads"]]
        state = reference["state"]
        names = sorted({name for slots in state.values() for name in slots if name != "step"})
        result["cases"].append({
            "name": case["desc"], "options": case["kwargs"], "dtype": dtype,
            "after": {step: joined(tensors) for step, tensors in reference["after"].items()},
            "slots": {
                name: {i: "".join(slots[name]) for i, slots in state.items() if name in slots}
                for name in names
            },
        })
    write(rule, result)

try:
    import torch
except ImportError:
    sys.exit("SparseAdam: torch is not installed; its file was left as it is")


def bits(tensor):
    form = ">f" if tensor.dtype == torch.float32 else ">d"
    return "".join(struct.pack(form, x).hex() for x in tensor.detach().reshape(-1).tolist())


sparse = {}
for dtype in (torch.float32, torch.float64):
    table = torch.nn.Parameter((torch.arange(12, dtype=dtype) * 0.37).sin().reshape(4, 3))
    optimizer = torch.optim.SparseAdam([table], lr=0.05, betas=(0.8, 0.95), eps=1e-6)
    this = {"start": bits(table), "rows": [[3, 0, 3], [1], [0, 3], [3, 2, 1, 1]], "values": []}
    for step, rows in enumerate(this["rows"]):
        values = (torch.arange(len(rows) * 3, dtype=dtype) * 1.3 + step).cos().reshape(-1, 3)
        this["values"].append(bits(values))
        table.grad = torch.sparse_coo_tensor(torch.tensor([rows]), values, (4, 3))
        optimizer.step()
    state = optimizer.state[table]
    this |= {name: bits(state[name]) for name in ("exp_avg", "exp_avg_sq")} | {"after": bits(table)}
    sparse[str(dtype).split(".")[1]] = this
write("SparseAdam", sparse)
