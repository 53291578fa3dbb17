#!/usr/bin/env python3
"""Writes Tests/DescentTensorTests/Fixtures/random-extra.json: streams beyond those recorded from torch itself.

    python3 Scripts/random_reference_extra.py path/to/random_reference.py > FIXTURE

random_reference.py is an independent transcription of torch's streams in plain Python, which agrees bit for bit
with torch 2.15 on 200 seeds. Every stream is recorded with the word that the engine gives after it, so that a
call that takes a word too many or too few is seen. float32 values are stored as bit patterns; long streams as the
64-bit FNV-1a hash of the little-endian bytes.
"""
import importlib.util
import json
import math
import struct
import sys

spec = importlib.util.spec_from_file_location("random_reference", sys.argv[1])
r = importlib.util.module_from_spec(spec)
spec.loader.exec_module(r)

SEEDS = [0, 42, 545345, -1, 2 ** 32 + 5, 2 ** 63 + 11, -2 ** 63]
SIZES = [1, 15, 16, 17, 31, 32, 33, 100]


def digest(data):
    h = 0xCBF29CE484222325
    for byte in data:
        h = ((h ^ byte) * 0x100000001B3) & r.MASK64
    return h


def single(values):
    return {"float32": [r.bits_of_f32(v) for v in values]}


def double(values):
    return {"float64": values}


def whole(values):
    return {"integers": list(values)}


def long32(values):
    return {"digest": digest(b"".join(struct.pack("<f", v) for v in values))}


def long64(values):
    return {"digest": digest(b"".join(struct.pack("<d", v) for v in values))}


def torch_streams():
    u, n = r.uniform_f32, r.normal
    yield "words", lambda g: whole(g.random() for _ in range(3))
    for size in SIZES:
        yield f"randn {size}", lambda g: single(n(g, size))
        yield f"randn {size} float64", lambda g: double(n(g, size, single=False))
        yield f"randn {size} strided", lambda g: single(n(g, size, contiguous=False))
        yield f"normal 0.5 2.3 {size}", lambda g: single(n(g, size, 0.5, 2.3))
    yield "randn 5001 digest", lambda g: long32(n(g, 5001))
    yield "randn 1000000 digest, one seed", lambda g: long32(n(g, 1000000))
    yield "normal -1.5 0.7 2064 digest", lambda g: long32(n(g, 2064, -1.5, 0.7))
    yield "rand 3001 digest", lambda g: long32(u(g, 3001))
    yield "rand 3001 float64 digest", lambda g: long64(r.uniform_f64(g, 3001))
    yield "uniform -0.37 1.9 3001 digest", lambda g: long32(u(g, 3001, -0.37, 1.9))
    yield "uniform -0.37 1.9 1501 float64 digest", lambda g: long64(r.uniform_f64(g, 1501, -0.37, 1.9))
    yield "exponential 2.5 7 float64", lambda g: double(r.exponential(g, 7, 2.5, False))
    yield "exponential 0.3 700 digest", lambda g: long32(r.exponential(g, 700, 0.3))
    yield "bernoulli 0.7 1501 digest", lambda g: long32(r.bernoulli_scalar(g, 0.7, 1501))
    yield "bernoulli each 9", lambda g: whole(r.bernoulli_probs(g, [i / 8 for i in range(9)]))
    yield "bernoulli each 9 float64", lambda g: whole(r.bernoulli_probs(g, [i / 8 for i in range(9)], False))
    yield "bernoulli 0 then 1", lambda g: whole(r.bernoulli_scalar(g, 0.0, 3) + r.bernoulli_scalar(g, 1.0, 3))
    yield "dropout 0.2 9", lambda g: single(r.dropout_scale_mask(g, 0.2, 9))
    yield "integers of 7", lambda g: whole(r.randint(g, -3, 4, 2000))
    yield "integers of 2^62", lambda g: whole(r.randint(g, -2 ** 61, 2 ** 61, 3))
    for size in (0, 1, 2, 700):
        yield f"permutation {size}", lambda g: whole(r.randperm(g, size))

    def inside_out(g):
        limit, r.RANDPERM_LIMIT = r.RANDPERM_LIMIT, 0
        try:
            return whole(r.randperm(g, 50))
        finally:
            r.RANDPERM_LIMIT = limit

    yield "permutation inside out 50", inside_out
    rows = [[r.f32(0.1 * (1 + (5 * i + 3 * j) % 7)) for j in range(6)] for i in range(3)]
    for name, one in (("", True), (" float64", False)):
        yield f"multinomial 3 rows 5 replaced{name}", lambda g: whole(sum(r.multinomial_rows(g, rows, 5, True, one), []))
        yield f"multinomial 3 rows 4{name}", lambda g: whole(sum(r.multinomial_rows(g, rows, 4, False, one), []))
        yield f"multinomial 3 rows 1 replaced{name}", lambda g: whole(sum(r.multinomial_rows(g, rows, 1, True, one), []))
    yield "linear 784 50 digest", lambda g: long32(sum(r.linear_init(g, 784, 50), []))
    yield "conv2d 4 6 3x5 groups 2 digest", lambda g: long32(sum(r.conv_init(g, 4, 6, (3, 5), 2), []))
    yield "split 13 of 0.7 0.2 0.1", lambda g: whole(sum(r.random_split(g, 13, [0.7, 0.2, 0.1]), []))
    yield "split 13 of 4 9", lambda g: whole(sum(r.random_split(g, 13, [4, 9]), []))

    def loader(g, n, size, drop, own):
        h = g if own else None
        return [i for _ in range(2) for batch in r.data_loader_epoch(g, n, size, drop, h) for i in batch]

    for own in (False, True):
        for drop in (False, True):
            for n in (12, 13):
                name = f"loader {n} by 4{' drop' if drop else ''}{' own' if own else ''}"
                yield name, lambda g: whole(loader(g, n, 4, drop, own))

    def left_early(g):
        return whole(next(iter(r.data_loader_epoch(g, 13, 4, False, g))))

    yield "loader 13 by 4 own left early", left_early


def streams_2017():
    def many(draw, count):
        return [draw() for _ in range(count)]

    yield "rand 5", lambda g: single(r.f32(v) for v in many(g.unit, 5))
    yield "uniform -0.37 1.9 9", lambda g: single(r.f32(g.uniform(r_lo, r_hi)) for r_lo, r_hi in [(-0.37, 1.9)] * 9)
    yield "uniform -0.37 1.9 9 float64", lambda g: double([g.uniform(-0.37, 1.9) for _ in range(9)])
    yield "randn 33", lambda g: single(r.f32(v) for v in many(g.normal, 33))
    yield "normal 0.5 2.3 33 float64", lambda g: double([g.normal(0.5, 2.3) for _ in range(33)])
    yield "bernoulli 0.3 20", lambda g: whole(g.bernoulli(0.3) for _ in range(20))
    yield "bernoulli each 9", lambda g: whole(g.bernoulli(i / 8) for i in range(9))
    yield "permutation 12", lambda g: whole(g.randperm(12))

    def integers(g, low, high, count):
        span = high - low
        word = (lambda: (g.random() << 32) | g.random()) if span >= 1 << 32 else g.random
        return whole(low + word() % span for _ in range(count))

    yield "integers of 2^31", lambda g: integers(g, -5, 2 ** 31 - 5, 5)
    yield "integers of 2^32", lambda g: integers(g, 0, 2 ** 32, 5)

    def multinomial(g, weights, count, replacement):
        total = math.fsum([0.0])
        sums = []
        for w in weights:
            total += w
            sums.append(total)
        sums = [s / total for s in sums]
        out = []
        for _ in range(count):
            sums[-1] = 1.0
            u = g.unit()
            k = next(i for i, s in enumerate(sums) if s >= u)
            out.append(k)
            if not replacement:
                mass = sums[k] - (sums[k - 1] if k else 0.0)
                sums = [(s - mass if i >= k else s) / (1.0 - mass) for i, s in enumerate(sums[:-1])] + [1.0]
        return whole(out)

    weights = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    yield "multinomial 4", lambda g: multinomial(g, weights, 4, False)
    yield "multinomial 9 replaced", lambda g: multinomial(g, weights, 9, True)

    def linear(g, n_in, n_out):
        b = 1 / math.sqrt(n_in)
        return single(r.f32(g.uniform(-b, b)) for _ in range(n_in * n_out + n_out))

    yield "linear 5 3", lambda g: linear(g, 5, 3)
    yield "loader 13 by 4 twice", lambda g: whole(g.randperm(13) + g.randperm(13))


out = []
for seed in SEEDS:
    for kind, streams, make in (("torch", torch_streams, r.Generator),
                                ("torch2017", streams_2017, r.Generator2017)):
        for name, draw in streams():
            if "digest" in name and seed not in (0, 42) or "one seed" in name and seed != 42:
                continue
            g = make(seed)
            values = draw(g)
            if "integers" in values and len(values["integers"]) > 100:
                values = {"digest": digest(b"".join(struct.pack("<q", v) for v in values["integers"]))}
            out.append({"seed": str(seed), "stream": kind, "name": name, "next": g.random(), **values})
json.dump(out, sys.stdout, separators=(",", ":"))
print()
