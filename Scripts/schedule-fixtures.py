#!/usr/bin/env python3
"""Writes the schedules' reference values in compact form.

usage: Scripts/schedule-fixtures.py SCHEDULES.json LR_SCHEDULES.json

SCHEDULES.json holds cases of torch's schedulers with their options by torch's names and the rate that
each of 200 steps uses; some of the steps are kept. LR_SCHEDULES.json holds the rates and momenta of 61
steps of torch's schedulers as the hexadecimal digits of IEEE bit patterns; all of them are kept, one
after another, the momentum only where it moves.
"""
import json
import pathlib
import sys

if len(sys.argv) != 3:
    sys.exit(__doc__)
tests = pathlib.Path(__file__).resolve().parent.parent / "Tests"
# The kinds that are read from a file through the command as well.
through_the_command = {"MultiStepLR-0", "CyclicLR-3", "OneCycleLR-2", "ReduceLROnPlateau-1",
                       "SequentialLR-0", "Chained-0"}


def write(target, name, rows):
    lines = ",\n".join(json.dumps(row) for row in rows)
    (tests / target / "Fixtures" / name).write_text(f"[\n{lines}\n]\n")


cases, few = [], []
for case in json.load(open(sys.argv[1]))["cases"]:
    count = len(case["lr"])
    changes = [t for t in range(1, count) if case["lr"][t] != case["lr"][t - 1]]
    steps = sorted({*range(0, count, 9), *range(3), count - 2, count - 1, *changes[:6], *changes[-3:],
                    *(t - 1 for t in changes[:6])})
    row = {key: case[key] for key in ("id", "schedule", "options", "base_lr", "base_momentum", "metric")
           if key in case}
    row["steps"] = steps
    for key in ("lr", "momentum"):
        if key in case:
            row[key] = [case[key][t] for t in steps]
    cases.append(row)
    if case["id"] in through_the_command:
        few.append(row)
write("DescentOptimizersTests", "schedules.json", cases)
write("DescentCommandTests", "schedules.json", few)

rows = []
for name, values in json.load(open(sys.argv[2])).items():
    row = {"name": name, "lr": "".join(values["lr"])}
    if len(set(values["momentum"])) > 1:
        row["momentum"] = "".join(values["momentum"])
    rows.append(row)
write("DescentOptimizersTests", "schedules-61.json", rows)
