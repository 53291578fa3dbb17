"""Reference values of tensor operations by NumPy.

    python3 Scripts/numpy_reference.py > Tests/DescentTensorTests/Fixtures/numpy.json

Each case is a name, which NumPyTests.swift turns into a call, the inputs and the output.
"""
import json
import numpy as np

rng = np.random.default_rng(20)
cases = []


def pack(x):
    x = np.asarray(x)
    kind = {"f4": "float32", "f8": "float64", "i4": "int32", "b1": "bool", "i8": "int64", "u1": "uint8"}[x.dtype.str[1:]]

    def number(v):
        if isinstance(v, (bool, np.bool_)):
            return int(v)
        if isinstance(v, float):
            if v != v: return "nan"
            if v in (float("inf"), float("-inf")): return "inf" if v > 0 else "-inf"
        return v

    return {"dtype": kind, "shape": list(x.shape), "values": [number(v) for v in x.ravel().tolist()]}


def case(name, output, *inputs):
    cases.append({"name": name, "inputs": [pack(i) for i in inputs], "output": pack(output)})


def normal(*shape, dtype="float64"):
    return np.round(rng.standard_normal(shape), 3).astype(dtype)


# Broadcasting, of every pair of these shapes that fits.
shapes = [(), (1,), (3,), (1, 3), (2, 1), (2, 3), (4, 1, 1), (4, 2, 3), (1, 2, 1), (0, 3), (2, 0), (2, 1, 3), (5, 1, 2, 1)]
for a in shapes:
    for b in shapes:
        x, y = normal(*a), normal(*b)
        try:
            z = x - y
        except ValueError:
            continue
        case("subtract", z, x, y)

# Slices of [5, 4, 3].
x = np.arange(60, dtype="int32").reshape(5, 4, 3)
slices = {
    "x[-1]": x[-1], "x[1, -2]": x[1, -2], "x[1..<3]": x[1:3], "x[1...3]": x[1:4], "x[2...]": x[2:],
    "x[..<2]": x[:2], "x[...2]": x[:3], "x[...-1]": x[:], "x[-3...-1]": x[-3:], "x[-3..<-1]": x[-3:-1],
    "x[3..<100]": x[3:100], "x[4..<2]": x[4:2], "x[-100...]": x[-100:], "x[::2]": x[::2], "x[::-1]": x[::-1],
    "x[4:0:-2]": x[4:0:-2], "x[100:-100:-3]": x[100:-100:-3], "x[3:-100:-1]": x[3:-100:-1], "x[1::3]": x[1::3], "x[0:3:-1]": x[0:3:-1],
    "x[-2::-1]": x[-2::-1], "x[..., 1]": x[..., 1], "x[0, ...]": x[0, ...], "x[..., newAxis]": x[..., None],
    "x[newAxis, 1]": x[None, 1], "x[all, 2]": x[:, 2], "x[all, 1..<3, newAxis, -1]": x[:, 1:3, None, -1],
    "x[1, ..., 2]": x[1, ..., 2], "x[all, all, ::-1]": x[:, :, ::-1], "x[1..<4, ::2, 0]": x[1:4, ::2, 0],
}
for name, y in slices.items():
    case(name, y, x)
for name, index, value in [
    ("x[1] = v", (1,), np.arange(12, dtype="int32").reshape(4, 3) - 100),
    ("x[all, 2] = v", (slice(None), 2), np.array([-1, -2, -3], "int32")),
    ("x[::2, 1...2] = v", (slice(None, None, 2), slice(1, 3)), np.array([[-7], [-8]], "int32")),
    ("x[::-1, 0, 0] = v", (slice(None, None, -1), 0, 0), np.arange(5, dtype="int32") - 50),
    ("x[..., -1] = v", (..., -1), np.int32(9)),
]:
    z = x.copy()
    z[index] = value
    case(name, z, x, value)

# Reductions over every choice of axes.
x = normal(2, 3, 4)
x[0, 1, 2] = x[0, 2, 2] = x.max() + 1
choices = [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2), (-1, 0)]
for axes in choices:
    for keep in (False, True):
        label = " ".join(map(str, axes)) + (" keep" if keep else "")
        k = dict(axis=axes, keepdims=keep)
        case("sum " + label, x.sum(**k), x)
        case("mean " + label, x.mean(**k), x)
        case("variance " + label, x.var(ddof=1, **k), x)
        case("norm " + label, np.sqrt((x * x).sum(**k)), x)
        case("max " + label, x.max(**k), x)
        case("min " + label, x.min(**k), x)
        case("logSumExp " + label, np.log(np.exp(x).sum(**k)), x)
for dtype in ("float32", "int32"):
    y = (x * 10).astype(dtype)
    for axes in choices[:5]:
        label = " ".join(map(str, axes))
        case("sum " + label, y.sum(axis=axes, dtype=dtype), y)
        case("max " + label, y.max(axis=axes), y)
        case("min " + label, y.min(axis=axes), y)
case("variance0", x.var(axis=1), x)
for axis in (0, 1, 2, -1):
    e = np.exp(x - x.max(axis, keepdims=True))
    case(f"softmax {axis}", e / e.sum(axis, keepdims=True), x)
    case(f"logSoftmax {axis}", np.log(e / e.sum(axis, keepdims=True)), x)
    case(f"argmax {axis}", x.argmax(axis).astype("int32"), x)
    case(f"argmin {axis}", x.argmin(axis).astype("int32"), x)
nan, inf = float("nan"), float("inf")
for dtype in ("float32", "float64"):
    ties = np.array([[3, 7, 7, 1], [nan, 9, nan, 1], [1, -inf, inf, inf], [0, -0.0, 0, -0.0]], dtype)
    case("argmax 1", ties.argmax(1).astype("int32"), ties)
    case("argmin 1", ties.argmin(1).astype("int32"), ties)
    case("argmax 0", ties.argmax(0).astype("int32"), ties)
    case("max 1", ties.max(1), ties)
    case("min 1", ties.min(1), ties)
    case("argmax flat", np.int32(ties.argmax()), ties)
    u = np.array([1, nan, nan, 2, inf, -inf, 0, -0.0, 5], dtype)
    v = np.array([nan, 1, nan, 3, inf, inf, -0.0, 0, 5], dtype)
    case("maximum", np.maximum(u, v), u, v)
    case("minimum", np.minimum(u, v), u, v)
    case("sign", np.sign(u), u)
    case("relu", np.maximum(u, 0).astype(dtype), u)
    case("clamped", np.clip(u, -1, 1), u)
    for name, f in [(".==", np.equal), (".!=", np.not_equal), (".<", np.less), (".<=", np.less_equal), (".>", np.greater), (".>=", np.greater_equal)]:
        case(name, f(u, v), u, v)
        case(name + " 2", f(u, dtype and np.dtype(dtype).type(2)), u)

# Whole numbers wrap around.
m = np.array([2147483647, -2147483648, 65536, -7], "int32")
w = np.array([1, -1, 65537, 3], "int32")
with np.errstate(all="ignore"):
    case("add", m + w, m, w)
    case("subtract", m - w, m, w)
    case("multiply", m * w, m, w)
    case("negate", -m, m)
    case("abs", np.abs(m), m)
    case("sum 0", m.sum(axis=0, dtype="int32"), m)
    case("sign", np.sign(m), m)
    case("maximum", np.maximum(m, w), m, w)
    case("minimum", np.minimum(m, w), m, w)
for name, f in [(".==", np.equal), (".!=", np.not_equal), (".<", np.less), (".<=", np.less_equal), (".>", np.greater), (".>=", np.greater_equal)]:
    case(name, f(m, w), m, w)
p, q = np.array([True, True, False, False]), np.array([True, False, True, False])
case("and", p & q, p, q)
case("or", p | q, p, q)
case("not", ~p, p)
case(".==", p == q, p, q)
case(".<", p < q, p, q)

# Conversions: what NumPy defines, and saturation elsewhere.
reals = np.array([0, -0.0, 0.5, -0.5, 1.5, -1.99, 254.9, 3e4], "float64")
case("to float32", np.array([1 / 3, 1e300, -1e300, 1e-46, 16777217]).astype("float32"), np.array([1 / 3, 1e300, -1e300, 1e-46, 16777217]))
case("to int32", reals.astype("int32"), reals)
case("to int64", reals.astype("int64"), reals)
case("to bool", reals.astype("bool"), reals)
case("to int32", np.array([2147483647, -2147483648, 0, 2147483647, -2147483648], "int32"), np.array([1e10, -1e10, nan, inf, -inf]))
case("to int64", np.array([9223372036854775807, -9223372036854775808, 0], "int64"), np.array([1e30, -1e30, nan]))
case("to uint8", np.array([255, 0, 0, 7, 255], "uint8"), np.array([300.0, -5, nan, 7.9, inf]))
case("to uint8", np.array([255, 0, 9], "uint8"), np.array([256, -1, 9], "int32"))
case("to int32", np.array([2147483647, -2147483648, 5], "int32"), np.array([1 << 40, -(1 << 40), 5], "int64"))
case("to float32", np.array([16777217, -2147483648], "int32").astype("float32"), np.array([16777217, -2147483648], "int32"))
case("to float64", p.astype("float64"), p)
case("to bool", np.array([0, 3, 255], "uint8").astype(bool), np.array([0, 3, 255], "uint8"))

# Shapes.
x = normal(2, 3, 4)
case("permuted 2 0 1", x.transpose(2, 0, 1), x)
case("permuted 0 2 1", x.transpose(0, 2, 1), x)
case("permuted 1 0 2", x.transpose(1, 0, 2), x)
case("permuted -1 -2 -3", x.transpose(2, 1, 0), x)
case("transposed", x.swapaxes(-1, -2), x)
case("transposed 0 2", x.swapaxes(0, 2), x)
case("reshaped 4 6", x.reshape(4, 6), x)
case("reshaped -1 2", x.reshape(-1, 2), x)
case("broadcast 5 2 3 4", np.broadcast_to(x, (5, 2, 3, 4)), x)
case("expandingAxis 1", np.expand_dims(x, 1), x)
case("expandingAxis -1", np.expand_dims(x, -1), x)
case("squeezed", x[:1, :, :1].squeeze(), x[:1, :, :1])
y = normal(2, 2, 4)
case("concatenate 1", np.concatenate([x, y], 1), x, y)
case("concatenate -2", np.concatenate([x, y], -2), x, y)
case("concatenate 0", np.concatenate([y, y], 0), y, y)
case("concatenate 2", np.concatenate([y[:, :, :0], y], 2), y[:, :, :0], y)
for axis in (0, 1, -1, -2):
    case(f"stack {axis}", np.stack([y, y + 1], axis), y, y + 1)
for k, part in enumerate(np.array_split(x, 3, 2)):
    case(f"split {k}", part, x)
i = np.array([[2, 0], [-1, 1]], "int32")
case("gather 1", np.take(x, i, 1), x, i)
case("gather 0", np.take(x, np.array([1, 1, -2], "int32"), 0), x, np.array([1, 1, -2], "int32"))
case("gather 2", np.take(x, np.array([], "int32"), 2), x, np.array([], "int32"))
case("picking", np.take_along_axis(x, np.array([[0, 3, 1], [2, 2, -1]], "int32")[..., None], -1)[..., 0], x, np.array([[0, 3, 1], [2, 2, -1]], "int32"))
c = np.array([[True], [False], [True]])
case("select", np.where(c, x, y[:, :1, :]), c, x, y[:, :1, :])
case("range", np.arange(0, 1, 0.1))
case("range down", np.arange(5, -2, -1.5))
case("linspace", np.linspace(-1, 2, 7))

# Products of every kind of operands.
for a, b in [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((5, 2, 3), (3, 4)), ((2, 3), (5, 3, 4)),
             ((5, 1, 2, 3), (4, 3, 2)), ((3,), (5, 3, 2)), ((5, 2, 3), (3,)), ((0, 3), (3, 2)), ((2, 0), (0, 3)), ((4, 2, 0), (0, 1)), ((1, 5), (5, 1))]:
    u, v = normal(*a), normal(*b)
    case("matmul", u @ v, u, v)

print("[" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "]")
