#!/usr/bin/env python3
"""Writes what torch says of convolutions and poolings, forward and backward, in compact form.

usage: Scripts/convolution-fixtures.py

Run with torch 2.15. Inputs are numbers without a pattern from a formula that the tests have too,
rounded to float32; results are float64, the hexadecimal digits of their IEEE bit patterns. The script
checks that torch's own float32 results are within 1e-5 of them.
"""
import json
import math
import pathlib
import struct

import torch
import torch.nn.functional as F

target = pathlib.Path(__file__).resolve().parent.parent / "Tests/DescentTensorTests/Fixtures/convolution.json"


def numbers(shape, salt):
    count = math.prod(shape)
    values = []
    for i in range(count):
        x = (float(i + 1) + 31.7 * float(salt)) * 0.6180339887498949
        values.append(-1.0 + 2.0 * (x - math.floor(x)))
    return torch.tensor(values, dtype=torch.float64).to(torch.float32).reshape(shape)


def packed(tensor):
    return {
        "shape": list(tensor.shape),
        "bits": "".join(struct.pack(">d", v).hex() for v in tensor.detach().flatten().tolist()),
    }


cases = []


def add(operation, shapes, options, function):
    results = {}
    for dtype in (torch.float64, torch.float32):
        inputs = [numbers(s, k).to(dtype).requires_grad_() for k, s in enumerate(shapes)]
        y = function(*inputs)
        y.backward(numbers(y.shape, 5).to(dtype))
        results[dtype] = [y] + [x.grad for x in inputs]
    for a, b in zip(results[torch.float64], results[torch.float32]):
        assert torch.allclose(a, b.double(), rtol=1e-5, atol=1e-5), (operation, options)
    y, *gradients = results[torch.float64]
    cases.append({
        "operation": operation, "shapes": [list(s) for s in shapes], **options,
        "y": packed(y), "gradients": [packed(g) for g in gradients],
    })


def conv2d(x, w, bias=True, stride=(1, 1), padding=(0, 0), dilation=(1, 1), groups=1):
    options = {"stride": stride, "padding": None if padding == "same" else padding, "dilation": dilation, "groups": groups}
    add("conv2d", [x, w] + ([(w[0],)] if bias else []), options,
        lambda x, w, b=None: F.conv2d(x, w, b, stride, padding, dilation, groups))


def conv1d(x, w, bias=True, stride=1, padding=0, dilation=1, groups=1):
    options = {"stride": [stride], "padding": None if padding == "same" else [padding], "dilation": [dilation], "groups": groups}
    add("conv1d", [x, w] + ([(w[0],)] if bias else []), options,
        lambda x, w, b=None: F.conv1d(x, w, b, stride, padding, dilation, groups))


conv2d((2, 3, 6, 7), (4, 3, 3, 3))
conv2d((2, 3, 6, 7), (4, 3, 3, 3), bias=False, padding=(1, 1))
conv2d((1, 2, 7, 8), (3, 2, 3, 2), stride=(2, 3), padding=(1, 0))
conv2d((2, 2, 8, 7), (3, 2, 2, 3), dilation=(2, 3), padding=(2, 3))
conv2d((1, 4, 6, 5), (6, 2, 3, 3), groups=2, padding=(1, 2))
conv2d((1, 4, 5, 6), (4, 1, 3, 3), groups=4, padding=(1, 1), stride=(2, 2))
conv2d((1, 2, 9, 9), (2, 2, 3, 3), stride=(2, 2), dilation=(2, 2), padding=(2, 1))
conv2d((1, 2, 7, 7), (2, 2, 1, 1), stride=(3, 2))
conv2d((2, 3, 5, 5), (9, 3, 1, 1))
conv2d((1, 2, 5, 6), (3, 2, 5, 6))
conv2d((1, 2, 5, 6), (2, 2, 2, 4), padding="same")
conv2d((1, 2, 6, 5), (2, 2, 3, 2), padding="same", dilation=(2, 3))
conv2d((1, 2, 4, 5), (2, 2, 3, 3), padding=(4, 5))
conv2d((2, 3, 4), (2, 2, 2, 2))
conv2d((1, 3, 3, 37), (2, 3, 3, 3), padding=(1, 1), stride=(3, 1))
conv1d((2, 3, 10), (4, 3, 3))
conv1d((2, 2, 11), (3, 2, 4), stride=3, padding=2, dilation=2)
conv1d((1, 4, 9), (4, 2, 2), padding="same", groups=2, bias=False)
conv1d((3, 8), (2, 3, 3), padding=1)


def pool(operation, x, options, function):
    add(operation, [x], options, function)


def max2(x, kernel, stride=None, padding=(0, 0), dilation=(1, 1), ceil=False):
    pool("maxPool2d", x, {"kernel": kernel, "stride": stride or kernel, "padding": padding, "dilation": dilation, "ceilMode": ceil},
         lambda x: F.max_pool2d(x, kernel, stride, padding, dilation, ceil))


def avg2(x, kernel, stride=None, padding=(0, 0), ceil=False, include=True, divisor=None):
    pool("avgPool2d", x, {"kernel": kernel, "stride": stride or kernel, "padding": padding, "ceilMode": ceil, "countIncludePad": include, "divisor": divisor},
         lambda x: F.avg_pool2d(x, kernel, stride, padding, ceil, include, divisor))


max2((2, 2, 6, 8), (2, 2))
max2((1, 2, 7, 9), (2, 2))
max2((1, 2, 7, 9), (2, 2), ceil=True)
max2((1, 2, 7, 9), (3, 2), stride=(2, 1), padding=(1, 1))
max2((1, 2, 8, 9), (3, 3), stride=(2, 2), padding=(1, 1), ceil=True)
max2((1, 2, 9, 10), (2, 3), stride=(1, 2), dilation=(3, 2), padding=(1, 1))
max2((2, 5, 5), (2, 2), stride=(3, 3), ceil=True)
max2((1, 1, 6, 7), (3, 3), stride=(2, 3), padding=(1, 1), dilation=(2, 2), ceil=True)
avg2((2, 2, 6, 8), (2, 2))
avg2((1, 2, 7, 9), (3, 2), stride=(2, 1), padding=(1, 1))
avg2((1, 2, 7, 9), (3, 2), stride=(2, 1), padding=(1, 1), include=False)
avg2((1, 2, 7, 8), (3, 3), stride=(2, 2), padding=(1, 1), ceil=True)
avg2((1, 2, 7, 8), (3, 3), stride=(2, 2), padding=(1, 1), ceil=True, include=False)
avg2((1, 2, 6, 6), (4, 3), stride=(3, 3), padding=(2, 1), ceil=True, divisor=5)
avg2((2, 5, 5), (2, 2), stride=(3, 3), ceil=True)
for x, count in [((1, 2, 7, 5), (3, 2)), ((2, 2, 4, 4), (2, 2)), ((1, 1, 3, 4), (5, 7)), ((2, 6, 6), (1, 1))]:
    pool("adaptiveAvgPool2d", x, {"kernel": count}, lambda x: F.adaptive_avg_pool2d(x, count))
    pool("adaptiveMaxPool2d", x, {"kernel": count}, lambda x: F.adaptive_max_pool2d(x, count))
pool("maxPool1d", (2, 3, 11), {"kernel": [3], "stride": [2], "padding": [1], "dilation": [2], "ceilMode": True},
     lambda x: F.max_pool1d(x, 3, 2, 1, 2, True))
pool("avgPool1d", (2, 3, 11), {"kernel": [3], "stride": [2], "padding": [1], "ceilMode": True, "countIncludePad": False},
     lambda x: F.avg_pool1d(x, 3, 2, 1, True, False))
pool("adaptiveAvgPool1d", (2, 3, 11), {"kernel": [4]}, lambda x: F.adaptive_avg_pool1d(x, 4))
pool("adaptiveMaxPool1d", (3, 11), {"kernel": [4]}, lambda x: F.adaptive_max_pool1d(x, 4))

target.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
print(f"{len(cases)} cases in {target.name}")
