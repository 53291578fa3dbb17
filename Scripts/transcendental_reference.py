#!/usr/bin/env python3
"""Writes Tests/DescentTensorTests/Fixtures/transcendental.json: for every function of
CDescentKernels/include/transcendental.h about 200 arguments that are hard for it and its
correctly rounded values, as the bits of doubles in hexadecimal.  Needs mpmath.

    python3 Scripts/transcendental_reference.py
"""

import json
import math
import os
import random
import struct

from mpmath import mp, mpf

mp.dps = 420  # sin of 2^1023 takes 308 digits before the first that counts
source = random.Random(20)


def bits(x):
    return "%016x" % struct.unpack("<Q", struct.pack("<d", x))[0]


def double(u):
    return struct.unpack("<d", struct.pack("<Q", u))[0]


def nearest(value):
    """The double nearest to an mpf, ties to even, subnormals and overflow included."""
    if value == 0:
        return 0.0
    exponent = int(mp.frexp(value)[1])
    quantum = max(exponent - 53, -1074)
    whole = int(mp.nint(mp.ldexp(value, -quantum)))
    try:
        return math.ldexp(whole, quantum)
    except OverflowError:
        return math.copysign(math.inf, value)


def near(*centers):
    """Each center with its neighbours up to 2 units in the last place away."""
    for center in centers:
        u = struct.unpack("<Q", struct.pack("<d", center))[0]
        yield from (double(u + step) for step in (-2, -1, 0, 1, 2))


def spread(count, low, high):
    """Both signs, exponents from low to high alike."""
    for i in range(count):
        x = math.ldexp(1 + source.random(), source.randint(low, high))
        yield x if i % 2 else -x


def uniform(count, low, high):
    for _ in range(count):
        yield source.uniform(low, high)


def quarters(count):
    """The doubles nearest to multiples of pi/2, and the one that comes nearest of all."""
    yield from (6381956970095103.0 * 2.0**797, -6381956970095103.0 * 2.0**797)
    for i in range(count):
        k = source.getrandbits(1 + source.randint(0, 52)) + 1
        yield nearest(mpf(k) * mp.ldexp(1, (0, 0, 0, 40, 300, 900)[i % 6]) * mp.pi / 2)


LIMIT = 1647099.0  # where sin and cos change their reduction
TINY = [5e-324, -5e-324, 2.0**-1022, 2.0**-54, -(2.0**-54), 2.0**-53, -(2.0**-53)]

CASES = {
    "exp": (
        mp.exp,
        [*near(709.782712893384, -708.3964185322641, -745.1332191019411, -744.4400719213812),
         *near(math.log(2) / 2, -math.log(2) / 2, 1.0, -1.0), *TINY,
         *uniform(60, -746, 710), *uniform(60, -1, 1), *spread(30, -60, 9)]),
    "expm1": (
        mp.expm1,
        [*near(709.782712893384, -37.42994775023705, math.log(2) / 2, -math.log(2) / 2, 0.394),
         *TINY, *uniform(60, -2, 2), *uniform(40, -38, 710), *uniform(30, 0.34, 0.42),
         *spread(40, -60, 9)]),
    "log": (
        mp.log,
        [*near(1.0, 2.0, 0.5, math.sqrt(0.5), math.sqrt(2), 2.0**-1022, 1.7e308),
         *(abs(x) for x in TINY), *uniform(60, 0.5, 2), *map(abs, spread(60, -1074, 1023)),
         *(1 + x for x in spread(40, -50, -3))]),
    "log1p": (
        mp.log1p,
        [*near(math.sqrt(0.5) - 1, math.sqrt(2) - 1, 1.0, 2.0**53, 1.7e308), *TINY,
         -1 + 2.0**-53, -1 + 2.0**-52, *uniform(70, -0.9999, 1), *uniform(30, 0.4, 0.45),
         *spread(40, -60, -2), *map(abs, spread(40, -3, 1023))]),
    "tanh": (
        mp.tanh,
        [*near(0.625, -0.625, 19.06, 22.0, 0.55), *TINY, *uniform(70, 0.6, 0.7),
         *uniform(50, -20, 20), *spread(50, -60, 5)]),
    "sigmoid": (
        lambda x: 1 / (1 + mp.exp(-x)),
        [*near(-709.782712893384, -745.1332191019411, 36.7, -36.7), *TINY,
         *uniform(60, -746, 40), *uniform(70, -8, 2), *spread(40, -60, 5)]),
    "softplus": (
        lambda x: mp.log1p(mp.exp(x)),
        [*near(-709.782712893384, -745.1332191019411, 36.7, -36.7), *TINY,
         *uniform(60, -746, 40), *uniform(70, -8, 2), *spread(40, -60, 5)]),
    "sin": (
        mp.sin,
        [*near(LIMIT, -LIMIT, math.pi / 4, math.pi / 2, math.pi, 1.7e308), *TINY, *quarters(90),
         *uniform(30, -10, 10), *spread(50, -60, 1023)]),
    "cos": (
        mp.cos,
        [*near(LIMIT, -LIMIT, math.pi / 4, math.pi / 2, math.pi, 1.7e308), *TINY, *quarters(90),
         *uniform(30, -10, 10), *spread(50, -60, 1023)]),
}


def powers():
    for y in (2.0, 1.0, 0.0, 0.5, -1.0):
        for x in [5e-324, 1.7e308, *map(abs, spread(10, -1070, 1020))]:
            yield x, y
    for _ in range(60):
        x = math.ldexp(1 + source.random(), source.randint(-1000, 1000))
        yield x, source.uniform(-750, 750) / math.log(x)
    for _ in range(60):
        x = source.uniform(0.5, 2)
        yield x, source.uniform(-750, 750) / math.log(x)
    for _ in range(30):
        yield source.uniform(-20, 20), float(source.randint(-40, 40))
    for x in near(1.0):
        yield x, 2.0**60
        yield x, -(2.0**59)


def main():
    table = {}
    for name, (function, arguments) in CASES.items():
        table[name] = [bits(x) + bits(nearest(function(mpf(x)))) for x in arguments]
    table["pow"] = [
        bits(x) + bits(y) + bits(nearest(mpf(x) ** mpf(y))) for x, y in powers()
    ]
    folder = os.path.join(os.path.dirname(__file__), "..", "Tests", "DescentTensorTests")
    with open(os.path.join(folder, "Fixtures", "transcendental.json"), "w") as file:
        json.dump(table, file, indent=0, separators=(",", ":"))
        file.write("\n")
    for name, rows in table.items():
        print(name, len(rows))


if __name__ == "__main__":
    main()
