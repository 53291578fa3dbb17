#!/usr/bin/env python3
"""Derives the polynomials of CDescentKernels/include/transcendental_*.h.

Each is a weighted minimax fit by the exchange algorithm of Remez (1934), in 120
digits, printed as C hexadecimal constants (lowest power first) with the error
that is left after the coefficients are rounded.  Needs mpmath.
"""

from mpmath import (
    mp, mpf, matrix, lu_solve, atan, cos, erf, erfc, exp, log, pi, sin, sqrt, tanh, floor)

mp.dps = 120


def rounded(value, bits):
    """The value rounded to a significand of `bits` bits."""
    if value == 0:
        return mpf(0)
    _, exponent = mp.frexp(value)
    scale = mpf(2) ** (bits - exponent)
    return mp.nint(value * scale) / scale


def remez(function, weight, low, high, numerator, denominator=0, rounds=12, grid=1500):
    """Coefficients p, q (q[0] = 1) that minimize max |weight (p/q - function)|."""
    count = numerator + denominator + 2
    middle, half = (mpf(low) + high) / 2, (mpf(high) - low) / 2
    nodes = [middle - half * cos(pi * i / (count - 1)) for i in range(count)]
    xs = [middle - half * cos(pi * i / grid) for i in range(grid + 1)]
    values = [(x, function(x), weight(x)) for x in xs]
    level = mpf(0)
    for _ in range(rounds):
        for _ in range(6 if denominator else 1):
            a, b = matrix(count, count), matrix(count, 1)
            for i, x in enumerate(nodes):
                f, w = function(x), weight(x)
                signed = (-1) ** i / w
                for j in range(numerator + 1):
                    a[i, j] = x**j
                for j in range(1, denominator + 1):
                    a[i, numerator + j] = -(f + signed * level) * x**j
                a[i, count - 1] = -signed
                b[i] = f
            solution = lu_solve(a, b)
            level = solution[count - 1]
        p = [solution[j] for j in range(numerator + 1)]
        q = [mpf(1)] + [solution[numerator + j] for j in range(1, denominator + 1)]
        errors = [w * (evaluate(p, x) / evaluate(q, x) - f) for x, f, w in values]
        # One extremum in each run of equal sign; keep the `count` largest neighbours.
        peaks = []
        for x, e in zip(xs, errors):
            if peaks and (e >= 0) == (peaks[-1][1] >= 0):
                if abs(e) > abs(peaks[-1][1]):
                    peaks[-1] = (x, e)
            else:
                peaks.append((x, e))
        while len(peaks) > count:
            peaks.pop(0 if abs(peaks[0][1]) < abs(peaks[-1][1]) else -1)
        if len(peaks) < count:
            break
        nodes = [x for x, _ in peaks]
    return p, q


def evaluate(coefficients, x):
    total = mpf(0)
    for c in reversed(coefficients):
        total = total * x + c
    return total


def report(name, bits, function, weight, low, high, numerator, denominator=0):
    p, q = remez(function, weight, low, high, numerator, denominator)
    p, q = [rounded(c, bits) for c in p], [rounded(c, bits) for c in q]
    worst = mpf(0)
    for i in range(2001):
        x = mpf(low) + (mpf(high) - low) * i / 2000
        if x == 0:
            continue
        worst = max(worst, abs(weight(x) * (evaluate(p, x) / evaluate(q, x) - function(x))))
    print(f"// {name}: relative error 2^{float(log(worst, 2)):.1f}")
    for label, coefficients in (("p", p), ("q", q)):
        if label == "q" and denominator == 0:
            continue
        for j, c in enumerate(coefficients):
            text = float(c).hex() + ("f" if bits == 24 else "")
            print(f"  {label}{j} = {text}  // {mp.nstr(c, 17 if bits == 53 else 9)}")


def away(x):
    """Keeps a removable singularity at 0 out of the quotient."""
    return x if abs(x) > mpf(10) ** -30 else mpf(10) ** -30


def exponential(r):
    r = away(r)
    return (mp.expm1(r) - r) / r**2


def logarithm(z):
    s = sqrt(away(abs(z)))
    return (log((1 + s) / (1 - s)) / s - 2) / s**2


def tangent(z):
    x = sqrt(away(abs(z)))
    return (tanh(x) / x - 1) / x**2


def sine(z):
    x = sqrt(away(abs(z)))
    return (sin(x) / x - 1) / x**2


def arctangent(z):
    x = sqrt(away(abs(z)))
    return (atan(x) / x - 1) / x**2


def cosine(z):
    x = sqrt(away(abs(z)))
    return (cos(x) - 1 + x**2 / 2) / x**4


def atanhTail(z):
    # 2 atanh(s) = 2 s (1 + z (1/3 + z T(z)))
    s = sqrt(away(abs(z)))
    return ((log((1 + s) / (1 - s)) / (2 * s) - 1) / s**2 - mpf(1) / 3) / s**2


def error(z):
    x = sqrt(away(abs(z)))
    return erf(x) / x - 1


def pieces(name, value, widths):
    print(f"// {name}")
    for width in widths:
        part = rounded(value, width) if width in (24, 53) else truncated(value, width)
        print(f"  {float(part).hex()}  // {mp.nstr(part, 17)}")
        value -= part


def truncated(value, bits):
    _, exponent = mp.frexp(value)
    scale = mpf(2) ** (bits - exponent)
    return floor(value * scale) / scale


if __name__ == "__main__":
    ln2 = log(2)
    edge = ln2 / 2 * mpf("1.001")
    top = ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)) ** 2
    quarter = (pi / 4 * mpf("1.0001")) ** 2
    small = mpf("0.625") ** 2
    # Error of r^2 p(r) at the edge of the interval.
    for bits, degree in ((24, 4), (24, 5), (53, 9), (53, 10)):
        report(f"exp, {bits}", bits, exponential, lambda r: edge**2, -edge, edge, degree)
    for bits, degree in ((24, 2), (24, 3), (53, 6)):
        report(f"log, {bits}", bits, logarithm, lambda z: away(z) / 2, 0, top, degree)
    edge = mpf("0.4376") ** 2
    report("atan, 53", 53, arctangent, lambda z: away(z), 0, edge, 10)
    pieces("pi / 4", pi / 4, (53, 53))
    pieces("atan(1/2)", atan(mpf(1) / 2), (53, 53))
    report("tanh, 24", 24, tangent, lambda z: away(z), 0, small, 4)
    report("tanh, 53", 53, tangent, lambda z: away(z), 0, small, 2, 3)
    for bits, degree in ((24, 2), (24, 3), (53, 5)):
        report(f"sin, {bits}", bits, sine, lambda z: away(z), 0, quarter, degree)
        report(f"cos, {bits}", bits, cosine, lambda z: away(z) ** 2, 0, quarter, degree)
    report("pow, 53", 53, atanhTail, lambda z: away(z) ** 2, 0, top, 7)
    for bits, degree in ((24, 6), (53, 12)):
        report(f"erf below 1, {bits}", bits, error, lambda z: 1 / (1 + error(z)), 0, 1, degree)
    for bits, degree, top in ((24, 6, 4), (53, 18, 6)):
        report(f"erf from 1, {bits}", bits, lambda a: -log(erfc(a)), erfc, 1, top, degree)
    pieces("ln 2, 24", ln2, (15, 24))
    pieces("ln 2, 53", ln2, (40, 53))
    pieces("pi/2, 53", pi / 2, (33, 33, 33, 53))
    pieces("pi/2 as two doubles", pi / 2, (53, 53))
    pieces("1/3 as two doubles", mpf(1) / 3, (53, 53))
    pieces("log2 e", 1 / ln2, (53, ))
    pieces("2/pi", 2 / pi, (53, ))
    mp.dps = 500
    bits = int(floor(2 / pi * mpf(2) ** 1280))
    print("// 2/pi, 1280 bits")
    for i in range(20):
        print(f"  0x{(bits >> (1280 - 64 * (i + 1))) & (2**64 - 1):016x},")
