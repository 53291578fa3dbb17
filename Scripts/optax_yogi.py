"""Yogi's trajectories by NumPy and by optax 0.2.8, for optimizer-other-fixtures.py.

The rule is written out in NumPy, which rounds every operation by itself. Where optax has the
configuration, its own rule is run an operation at a time, and must give the same bits; and once again
compiled, as it is used. Its mean m is set to 0 before the first step, where optax starts it at v's 1e-6.

An operation at a time, XLA still divides a tensor by a number as a product with its reciprocal, and
takes βᵗ by products: the corrections are divided by as tensors there, with the C library's power.
"""
import contextlib
import unittest.mock

import jax
import numpy
import optax

jax.config.update("jax_enable_x64", True)
DEFAULTS = {
    "lr": 1e-2, "betas": [0.9, 0.999], "eps": 1e-3, "weight_decay": 0.0, "weight_decouple": True,
    "initial_accumulator_value": 1e-6, "maximize": False}


def by_numpy(start, gradients, dtype, options):
    """The weights after every step, the moments after the last, and how v moved."""
    o = {**DEFAULTS, **options}
    t = numpy.dtype(dtype).type
    (b1, b2), lr, decay = o["betas"], o["lr"], o["weight_decay"]
    p, m, v = start, numpy.zeros_like(start), numpy.full_like(start, o["initial_accumulator_value"])
    path, moves = [], {-1: 0, 0: 0, 1: 0}
    for step, g in enumerate(gradients, 1):
        if o["maximize"]: g = -g
        if decay and not o["weight_decouple"]: g = g + t(decay) * p
        m = t(1 - b1) * g + t(b1) * m
        sign = numpy.sign(v - g * g)
        v = v - t(1 - b2) * sign * (g * g)
        update = (m / t(1 - b1 ** step)) / (numpy.sqrt(v / t(1 - b2 ** step)) + t(o["eps"]))
        kept = p * t(1 - lr * decay) if decay and o["weight_decouple"] else p
        p = kept + t(-lr) * update
        path.append(p)
        for move in moves: moves[move] += int((sign == move).sum())
    return path, {"exp_avg": m, "exp_avg_sq": v}, moves


def corrected(moment, decay, count):
    return moment / jax.numpy.full_like(moment, 1 - decay ** int(count))


def by_optax(start, gradients, options, compiles):
    """The same by optax; an operation at a time unless it compiles."""
    o = {**DEFAULTS, **options}
    rule = optax.chain(
        *([optax.scale(-1.0)] if o["maximize"] else []),
        *([optax.add_decayed_weights(o["weight_decay"])] if o["weight_decay"] else []),
        optax.scale_by_yogi(
            *o["betas"], o["eps"], initial_accumulator_value=o["initial_accumulator_value"]),
        optax.scale_by_learning_rate(o["lr"]))

    def zeroed(part):
        return part._replace(mu=jax.numpy.zeros_like(part.mu)) if hasattr(part, "mu") else part

    p = jax.numpy.asarray(start)
    state = tuple(zeroed(part) for part in rule.init(p))

    def step(p, g, state):
        updates, state = rule.update(g, state, p)
        return optax.apply_updates(p, updates), state

    path = []
    stepwise = unittest.mock.patch.object(optax.tree, "bias_correction", corrected)
    with contextlib.nullcontext() if compiles else stepwise:
        if compiles: step = jax.jit(step)
        for g in gradients:
            p, state = step(p, jax.numpy.asarray(g), state)
            path.append(numpy.asarray(p))
    moments = next(part for part in state if hasattr(part, "mu"))
    return path, {"exp_avg": numpy.asarray(moments.mu), "exp_avg_sq": numpy.asarray(moments.nu)}


def cases(problem, rounds, kept, decoded, encoded):
    """The cases of the fixture: `decoded(digits, dtype)` and `encoded(array)` know its numbers."""
    configurations = [
        {}, {"betas": [0.4, 0.9], "eps": 1e-8, "lr": 0.1, "initial_accumulator_value": 0.0},
        {"weight_decay": 0.1, "weight_decouple": False, "maximize": True},
        {"weight_decay": 0.1, "initial_accumulator_value": 1.0}]
    found, moves = [], {}
    for options in configurations:
        for dtype in ("float32", "float64"):
            start = decoded(problem[dtype]["start"], dtype)
            once = [decoded(digits, dtype) for digits in problem[dtype]["gradients"]]
            gradients = [g * numpy.dtype(dtype).type(2.0 ** (-4 * k)) for k in range(rounds) for g in once]
            path, slots, moved = by_numpy(start, gradients, dtype, options)
            for move, count in moved.items(): moves[move] = moves.get(move, 0) + count
            found.append({
                "name": f"{options}", "options": options, "dtype": dtype,
                "after": {str(k): encoded(path[k - 1]) for k in kept},
                "slots": {name: encoded(array) for name, array in slots.items()}})
            # optax adds a decoupled decay to the step, where torch's rules shrink the weights by a
            # factor: in float32 the factor's rounding is 19 units after 75 steps.
            if options.get("weight_decay") and options.get("weight_decouple", True): continue
            stepwise, moments = by_optax(start, gradients, options, compiles=False)
            for a, b in [*zip(path, stepwise), *((slots[k], moments[k]) for k in slots)]:
                if a.tobytes() != b.tobytes(): raise SystemExit(f"Yogi {options}, {dtype}: optax differs")
            compiled, _ = by_optax(start, gradients, options, compiles=True)
            found.append({
                "name": f"fused {options}", "options": options, "dtype": dtype,
                "after": {str(k): encoded(compiled[k - 1]) for k in kept}, "slots": {}})
    if min(moves[-1], moves[1]) < 100: raise SystemExit(f"Yogi: v moves {moves}, almost always one way")
    print("Yogi's v", moves)
    return found
