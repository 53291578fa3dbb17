#!/usr/bin/env python3
"""Writes the reference trajectories of the rules that torch does not have, in compact form.

usage: Scripts/optimizer-other-fixtures.py FOLDER [RULE...]

FOLDER holds extra_RULE.json: trajectories of the libraries that define the rules, made with fused
multiply-adds and MKL's square root. Their configurations, and more, are run here once again by the
same libraries with every operation rounded separately and a correctly rounded square root, which
is what any processor can reproduce; the given ones are kept beside them as "fused".

The start and the gradients are those of problem.json. Numbers are hexadecimal bit patterns. Yogi,
which optax has (optax_yogi.py), goes round the gradients three times, with a sixteenth of them each
time, so that there are squares above v and below it.

Needs torch 2.15, and of pytorch_optimizer 4.1.0, schedulefree 1.4.1, prodigyopt 1.1.2,
adam-atan2-pytorch 0.4.1 and optax 0.2.8 those that the rules come from, and runs itself again with
ATEN_CPU_CAPABILITY=default.
"""
import importlib
import inspect
import json
import os
import pathlib
import sys

if len(sys.argv) < 2:
    sys.exit(__doc__)
if os.environ.get("ATEN_CPU_CAPABILITY") != "default":
    os.environ["ATEN_CPU_CAPABILITY"] = "default"
    os.execv(sys.executable, [sys.executable] + sys.argv)

import math

import numpy
import torch

torch.set_num_threads(1)
source = pathlib.Path(sys.argv[1])
target = pathlib.Path(__file__).resolve().parent.parent / "Tests/DescentOptimizersTests/Fixtures"
problem = json.load(open(target / "problem.json"))
KEPT = {1, 2, 3, 5, 10, 25}
YOGI_ROUNDS, YOGI_KEPT = 3, [1, 2, 3, 5, 10, 25, 50, 75]


def root(x):
    if x.dim() == 0:
        return torch.tensor(math.sqrt(float(x)), dtype=x.dtype)
    return torch.from_numpy(numpy.sqrt(x.detach().numpy()))


torch.Tensor.sqrt = root
torch.Tensor.sqrt_ = lambda x: x.copy_(root(x))


def tensors(digits, dtype):
    width, of, view = (8, numpy.uint32, numpy.float32) if dtype == "float32" else (
        16, numpy.uint64, numpy.float64)
    numbers = [int(digits[i:i + width], 16) for i in range(0, len(digits), width)]
    flat = torch.from_numpy(numpy.array(numbers, of).view(view).copy())
    parts = flat.split([math.prod(shape) for shape in problem["shapes"]])
    return [part.clone().reshape(shape) for part, shape in zip(parts, problem["shapes"])]


def digits(tensors):
    found = []
    for tensor in tensors:
        array = tensor.detach().contiguous().reshape(-1).numpy()
        width, of = (8, numpy.uint32) if array.dtype == numpy.float32 else (16, numpy.uint64)
        found += [f"{int(x):0{width}x}" for x in array.view(of)]
    return "".join(found)


def run(rule, options, dtype):
    parameters = [torch.nn.Parameter(t) for t in tensors(problem[dtype]["start"], dtype)]
    if "foreach" in inspect.signature(rule).parameters:
        options = {**options, "foreach": False}
    optimizer = rule(parameters, **options)
    if hasattr(optimizer, "train"):
        optimizer.train()
    after = {}
    for step, gradients in enumerate(problem[dtype]["gradients"], 1):
        for parameter, gradient in zip(parameters, tensors(gradients, dtype)):
            parameter.grad = gradient
        optimizer.step()
        if step in KEPT:
            after[str(step)] = digits(parameters)
    state = [optimizer.state[p] for p in parameters]
    if type(optimizer).__name__ == "Lookahead":
        state = [{**s, **optimizer.optimizer.state[p]} for s, p in zip(state, parameters)]
    slots = {
        name: digits([s[name] for s in state])
        for name in state[0]
        if all(torch.is_tensor(s.get(name)) and s[name].shape == p.shape
               for s, p in zip(state, parameters)) and name != "previous_grad"
    }
    if hasattr(optimizer, "eval"):
        optimizer.eval()
        after["evaluation"] = digits(parameters)
    return after, slots


def joined(lists):
    return "".join(word for words in lists for word in words)


def lookahead(parameters, momentum="none"):
    fast = torch.optim.SGD(parameters, lr=0.1, momentum=0.9, foreach=False)
    return imported("pytorch_optimizer.Lookahead")(fast, pullback_momentum=momentum)


def imported(path):
    """A class, by its path; the library is asked for only where one of its rules is run."""
    module, name = path.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)


# Each rule: its class; the configuration of each given file; further configurations.
RULES = {
    "ADOPT": ("pytorch_optimizer.ADOPT", {"ADOPT": {}}, [
        {"weight_decay": 0.1}, {"weight_decay": 0.1, "weight_decouple": True},
        {"maximize": True, "weight_decay": 0.1},
        {"maximize": True, "betas": [0.4, 0.99], "eps": 0.05, "lr": 0.01}]),
    "AdEMAMix": (
        "pytorch_optimizer.AdEMAMix",
        {"AdEMAMix": {"weight_decay": 0.1}, "AdEMAMix_sched": {"t_alpha_beta3": 20}}, [
            {}, {"weight_decay": 0.1, "weight_decouple": True},
            {"maximize": True, "betas": [0.3, 0.9, 0.4], "alpha": 2, "eps": 0.01}]),
    "AdaBelief": ("pytorch_optimizer.AdaBelief", {"AdaBelief": {}}, [
        {"weight_decay": 0.1}, {"weight_decay": 0.1, "weight_decouple": False},
        {"maximize": True, "betas": [0.4, 0.9], "eps": 1e-3, "lr": 0.01}]),
    "AdamAtan2": ("adam_atan2_pytorch.adam_atan2.AdamAtan2", {"AdamAtan2": {"weight_decay": 0.1}}, [
        {}, {"lr": 0.01, "betas": [0.4, 0.3], "a": 1.0, "b": 2.0}]),
    "Adan": ("pytorch_optimizer.Adan", {"Adan": {}}, [
        {"weight_decay": 0.1}, {"weight_decay": 0.1, "weight_decouple": True},
        {"betas": [0.3, 0.4, 0.9], "eps": 0.01, "lr": 0.01}]),
    "LAMB": ("pytorch_optimizer.Lamb", {"Lamb": {"weight_decay": 0.1}}, [
        {}, {"weight_decay": 0.1, "weight_decouple": False},
        {"maximize": True, "betas": [0.4, 0.9], "eps": 0.01, "lr": 0.01}]),
    "LARS": ("pytorch_optimizer.LARS", {"LARS": {"weight_decay": 0.1}}, [
        {}, {"momentum": 0.0, "weight_decay": 0.1, "lr": 1},
        {"nesterov": True, "dampening": 0.3, "trust_coefficient": 0.02, "maximize": True}]),
    "Lion": ("pytorch_optimizer.Lion", {"Lion": {"lr": 1e-3, "weight_decay": 0.1}}, [
        {}, {"betas": [0.4, 0.3], "lr": 0.01}, {"maximize": True, "weight_decay": 0.1}]),
    "Lookahead": (lookahead, {"Lookahead_SGD": {}}, [
        {"momentum": "reset"}, {"momentum": "pullback"}]),
    "Prodigy": (
        "prodigyopt.Prodigy",
        {"Prodigy": {}, "Prodigy_safeguard_bc": {
            "safeguard_warmup": True, "use_bias_correction": True, "weight_decay": 0.01}}, [
            {"decouple": False, "weight_decay": 0.1, "d0": 1e-3},
            {"safeguard_warmup": True, "use_bias_correction": True, "d0": 1e-2},
            {"beta3": 0.9, "d0": 1e-3, "d_coef": 2.0, "growth_rate": 1.5, "lr": 0.5},
            {"d0": 1e-2, "weight_decay": 0.1, "eps": 0.01, "betas": [0.5, 0.9]}]),
    "ScheduleFreeAdamW": (
        "schedulefree.AdamWScheduleFree",
        {"ScheduleFreeAdamW": {"weight_decay": 0.01, "warmup_steps": 5}},
        [{}, {"r": 1, "weight_lr_power": 1, "lr": 0.01, "betas": [0.4, 0.9], "eps": 0.01}]),
    "ScheduleFreeSGD": (
        "schedulefree.SGDScheduleFree", {"ScheduleFreeSGD": {"lr": 0.1, "warmup_steps": 5}},
        [{"lr": 0.5}, {"weight_decay": 0.1, "r": 1, "momentum": 0.3, "lr": 0.01}]),
    "StableAdamW": ("pytorch_optimizer.StableAdamW", {"StableAdamW": {}}, [
        {"weight_decay": 0.1, "weight_decouple": False},
        {"maximize": True, "betas": [0.4, 0.9], "eps": 0.01, "lr": 0.01}]),
}

chosen = sys.argv[2:] or [*RULES, "Yogi"]
for name in chosen:
    if name not in RULES and name != "Yogi":
        sys.exit(f"there is no rule {name}; there are {', '.join([*RULES, 'Yogi'])}")


def write(name, cases):
    (target / f"{name}.json").write_text(json.dumps(cases, indent=1) + "\n")
    print(name, len(cases), sorted(cases[0]["slots"]), sorted(cases[0]["after"]))


for name, (rule, given, more) in RULES.items():
    if name not in chosen: continue
    if isinstance(rule, str): rule = imported(rule)
    cases = []
    for options in [*given.values(), *more]:
        for dtype in ("float32", "float64"):
            after, slots = run(rule, options, dtype)
            cases.append({"name": f"{options}", "options": options, "dtype": dtype,
                          "after": after, "slots": slots})
    for file, options in given.items():
        for case in json.load(open(source / f"extra_{file}.json")):
            reference = case["reference"]
            if joined(reference["params0"]) != problem[case["dtype"]]["start"]:
                sys.exit(f"{file}: another start")
            after = {step: joined(values) for step, values in reference["after"].items()}
            if "eval_params" in reference:
                after["evaluation"] = joined(reference["eval_params"])
            cases.append({"name": f"fused {file}", "options": options, "dtype": case["dtype"],
                          "after": after, "slots": {}})
    write(name, cases)

if "Yogi" in chosen:
    import optax_yogi

    def flat(digits, dtype):
        return torch.cat([t.reshape(-1) for t in tensors(digits, dtype)]).numpy()

    def encoded(array):
        return digits([torch.from_numpy(numpy.array(array))])

    write("Yogi", optax_yogi.cases(problem, YOGI_ROUNDS, YOGI_KEPT, flat, encoded))
