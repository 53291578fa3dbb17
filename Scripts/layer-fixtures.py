#!/usr/bin/env python3
"""Writes Tests/DescentLayersTests/Fixtures: torch's values of layers and losses, and initial weights.

    python3 Scripts/layer-fixtures.py        (torch 2.15)

Inputs are multiples of 1/32, exact in both element types, so that the float64 values serve for both.
Each case has its inputs, a cotangent, the output, and the gradient of (output * cotangent).sum() with
respect to every floating-point input that is not marked constant with a trailing "!".
"""

import json
import math
import os

import torch
import torch.nn.functional as F

folder = os.path.join(os.path.dirname(__file__), "..", "Tests", "DescentLayersTests", "Fixtures")
source = torch.Generator().manual_seed(4)
cases = {}


def draw(*shape, low=-2.0, high=2.0):
    x = torch.rand(shape, generator=source, dtype=torch.float64) * (high - low) + low
    return torch.round(x * 32) / 32


def probabilities(*shape):
    x = torch.randint(1, 9, shape, generator=source).to(torch.float64)
    x = torch.softmax(x / 4, dim=1)
    return torch.round(x * 1024) / 1024


def packed(x):
    x = x.detach()
    if x.dtype == torch.bool:
        kind, values = "b", [int(v) for v in x.flatten().tolist()]
    elif x.dtype == torch.int64:
        kind, values = "i", x.flatten().tolist()
    else:
        kind, values = "f", [float("%.15g" % v) for v in x.flatten().tolist()]
        values = [int(v) if v == int(v) and abs(v) < 1e9 else v for v in values]
    return {"k": kind, "s": list(x.shape), "v": values}


def case(name, function, **inputs):
    constant = {key.rstrip("_") for key in inputs if key.endswith("_")}
    inputs = {key.rstrip("_"): value for key, value in inputs.items()}
    for key, value in inputs.items():
        if value.dtype == torch.float64 and key not in constant:
            value.requires_grad_(True)
            value.grad = None
    output = function(**inputs)
    cotangent = draw(*output.shape, low=-1, high=1)
    (output * cotangent).sum().backward()
    assert name not in cases, name
    cases[name] = {
        "inputs": {key: packed(value) for key, value in inputs.items()},
        "cotangent": packed(cotangent),
        "output": packed(output),
        "gradients": {
            key: packed(value.grad if value.grad is not None else torch.zeros_like(value))
            for key, value in inputs.items()
            if value.requires_grad
        },
    }


def activations():
    def x():
        return draw(3, 7, low=-4, high=4)

    case("relu", lambda x: F.relu(x), x=x())
    case("leakyReLU", lambda x: F.leaky_relu(x), x=x())
    case("leakyReLU 0.2", lambda x: F.leaky_relu(x, 0.2), x=x())
    case("elu", lambda x: F.elu(x), x=x())
    case("elu 1.5", lambda x: F.elu(x, 1.5), x=x())
    case("gelu", lambda x: F.gelu(x), x=x())
    case("gelu tanh", lambda x: F.gelu(x, approximate="tanh"), x=x())
    case("silu", lambda x: F.silu(x), x=x())
    case("softplus", lambda x: F.softplus(x), x=x())
    case("softplus 2 5", lambda x: F.softplus(x, beta=2, threshold=5), x=x())
    case("softmax", lambda x: F.softmax(x, dim=-1), x=x())
    case("softmax 0", lambda x: F.softmax(x, dim=0), x=x())
    case("logSoftmax", lambda x: F.log_softmax(x, dim=-1), x=x())
    case("sigmoid", lambda x: torch.sigmoid(x), x=x())
    case("tanh", lambda x: torch.tanh(x), x=x())
    case("erf", lambda x: torch.erf(x), x=x())


def losses():
    for reduction in ("mean", "sum", "none"):

        def both(name, function, target=None, shape=(3, 4)):
            case(f"{name} {reduction}", lambda x, y: function(x, y, reduction=reduction),
                 x=draw(*shape), y=draw(*shape) if target is None else target())

        both("mse", F.mse_loss)
        both("l1", F.l1_loss)
        both("huber", F.huber_loss)
        both("huber 0.5", lambda x, y, reduction: F.huber_loss(x, y, reduction, delta=0.5))
        both("smoothL1", F.smooth_l1_loss)
        both("smoothL1 0.25", lambda x, y, reduction: F.smooth_l1_loss(x, y, reduction=reduction, beta=0.25))
        both("smoothL1 0", lambda x, y, reduction: F.smooth_l1_loss(x, y, reduction=reduction, beta=0))
        both("bce", F.binary_cross_entropy_with_logits, lambda: draw(3, 4, low=0, high=1))
        case(f"bce weights {reduction}",
             lambda x, y, weight, positive: F.binary_cross_entropy_with_logits(
                 x, y, weight, pos_weight=positive, reduction=reduction),
             x=draw(3, 4), y=draw(3, 4, low=0, high=1), weight_=draw(4, low=0.5, high=2),
             positive_=draw(4, low=0.5, high=3))
        classes = torch.tensor([2, 0, 4, 1, 2, 3])
        ignored = torch.tensor([2, -100, 4, 1, -100, 3])
        other = torch.tensor([2, 1, 4, 1, 0, 3])
        weights = torch.tensor([0.5, 2.0, 1.0, 0.25, 1.5], dtype=torch.float64)

        def entropy(name, y, **options):
            extra = {"weight_": weights.clone()} if options.pop("weighted", False) else {}
            case(f"crossEntropy {name}{reduction}",
                 lambda x, y, weight=None: F.cross_entropy(x, y, weight, reduction=reduction, **options),
                 x=draw(6, 5), y=y, **extra)

        entropy("", classes)
        entropy("weights ", classes, weighted=True)
        entropy("ignored ", ignored)
        entropy("ignored weights ", ignored, weighted=True)
        entropy("ignored 1 ", other, ignore_index=1)
        entropy("smoothing ", classes, label_smoothing=0.1)
        entropy("smoothing weights ignored ", ignored, label_smoothing=0.2, weighted=True)
        entropy("probabilities ", probabilities(6, 5))
        entropy("probabilities smoothing weights ", probabilities(6, 5), label_smoothing=0.1, weighted=True)
        case(f"crossEntropy images {reduction}", lambda x, y: F.cross_entropy(x, y, reduction=reduction),
             x=draw(2, 3, 2, 2), y=torch.tensor([[[0, 2], [1, -100]], [[2, 2], [0, 1]]]))
        for name, y, weighted in (("", classes, False), ("weights ", classes, True), ("ignored weights ", ignored, True)):
            extra = {"weight_": weights.clone()} if weighted else {}
            case(f"nll {name}{reduction}",
                 lambda x, y, weight=None: F.nll_loss(x, y, weight, reduction=reduction),
                 x=draw(6, 5, low=-3, high=0), y=y, **extra)
        both("kl", F.kl_div, lambda: probabilities(3, 4))
        both("kl logarithms", lambda x, y, reduction: F.kl_div(x, y, reduction=reduction, log_target=True),
             lambda: draw(3, 4, low=-2, high=0))
        signs = torch.tensor([[1, -1, 1, 1], [-1, -1, 1, -1], [1, 1, -1, 1]], dtype=torch.float64)

        def reduced(x):
            return x.mean() if reduction == "mean" else x.sum() if reduction == "sum" else x

        case(f"hinge {reduction}", lambda x, y: reduced(torch.relu(1 - y * x)), x=draw(3, 4), y_=signs.clone())
        case(f"hingeEmbedding {reduction}", lambda x, y: F.hinge_embedding_loss(x, y, 0.75, reduction=reduction),
             x=draw(3, 4), y_=signs.clone())
        case(f"multiMargin {reduction}", lambda x, y: F.multi_margin_loss(x, y, reduction=reduction),
             x=draw(6, 5), y=classes)
        case(f"multiMargin squared weights {reduction}",
             lambda x, y, weight: F.multi_margin_loss(x, y, p=2, margin=0.5, weight=weight, reduction=reduction),
             x=draw(6, 5), y=classes, weight_=weights.clone())
    case("crossEntropy row", lambda x, y: F.cross_entropy(x, y), x=draw(5), y=torch.tensor(3))
    case("kl batchMean", lambda x, y: F.kl_div(x, y, reduction="batchmean"), x=draw(3, 4), y=probabilities(3, 4))


def norms():
    case("layerNorm", lambda x, weight, bias: F.layer_norm(x, (5,), weight, bias),
         x=draw(3, 5), weight=draw(5), bias=draw(5))
    case("layerNorm 2 axes", lambda x, weight, bias: F.layer_norm(x, (3, 4), weight, bias, 0.1),
         x=draw(2, 3, 4), weight=draw(3, 4), bias=draw(3, 4))
    case("layerNorm plain", lambda x: F.layer_norm(x, (5,)), x=draw(2, 2, 5))
    case("layerNorm no bias", lambda x, weight: F.layer_norm(x, (5,), weight), x=draw(3, 5), weight=draw(5))
    case("layerNorm wide", lambda x, weight, bias: F.layer_norm(x, (40,), weight, bias),
         x=draw(2, 40), weight=draw(40), bias=draw(40))
    case("rmsNorm", lambda x, weight: F.rms_norm(x, (5,), weight, 1e-3), x=draw(3, 5), weight=draw(5))
    case("rmsNorm plain", lambda x: F.rms_norm(x, (2, 5), None, 0.5), x=draw(2, 2, 5))
    case("groupNorm", lambda x, weight, bias: F.group_norm(x, 2, weight, bias),
         x=draw(2, 4, 3, 2), weight=draw(4), bias=draw(4))
    case("groupNorm flat", lambda x, weight, bias: F.group_norm(x, 3, weight, bias, 0.01),
         x=draw(3, 6), weight=draw(6), bias=draw(6))
    case("groupNorm one", lambda x: F.group_norm(x, 1), x=draw(2, 4, 3))
    case("groupNorm instances", lambda x, weight, bias: F.group_norm(x, 4, weight, bias),
         x=draw(2, 4, 5), weight=draw(4), bias=draw(4))
    for name, shape in (("1d", (5, 3)), ("1d long", (3, 4, 5)), ("2d", (2, 3, 3, 2))):
        c = shape[1]
        mean, variance = draw(c, low=-1, high=1), draw(c, low=0.5, high=2)
        case(f"batchNorm {name}", lambda x, weight, bias: F.batch_norm(
            x, None, None, weight, bias, training=True), x=draw(*shape), weight=draw(c), bias=draw(c))
        case(f"batchNorm {name} evaluation", lambda x, mean, variance, weight, bias: F.batch_norm(
            x, mean, variance, weight, bias, training=False), x=draw(*shape), mean_=mean, variance_=variance,
            weight=draw(c), bias=draw(c))
    case("batchNorm plain", lambda x: F.batch_norm(x, None, None, training=True, eps=0.1), x=draw(4, 3))


def running():
    """The buffers of a BatchNorm over three batches, and after update_bn."""
    for name, momentum in (("0.1", 0.1), ("0.4", 0.4), ("cumulative", None)):
        layer = torch.nn.BatchNorm2d(3, momentum=momentum, dtype=torch.float64)
        batches = [draw(2, 3, 2, 2) for _ in range(3)]
        for batch in batches:
            output = layer(batch)
        layer.eval()
        cases[f"running {name}"] = {
            "inputs": {f"x{i}": packed(batch) for i, batch in enumerate(batches)},
            "outputs": {
                "mean": packed(layer.running_mean),
                "variance": packed(layer.running_var),
                "count": packed(layer.num_batches_tracked),
                "training": packed(output),
                "evaluation": packed(layer(batches[0])),
            },
        }
        if name == "0.1":
            torch.optim.swa_utils.update_bn(batches, layer)
            cases[f"running {name}"]["outputs"].update({
                "refreshed mean": packed(layer.running_mean),
                "refreshed variance": packed(layer.running_var),
                "refreshed count": packed(layer.num_batches_tracked)})


def embeddings():
    rows = torch.tensor([[3, 0, 3], [1, 4, 0]])
    case("embedding", lambda rows, weight: F.embedding(rows, weight), rows=rows, weight=draw(5, 4))
    case("embedding padding", lambda rows, weight: F.embedding(rows, weight, padding_idx=0),
         rows=rows, weight=draw(5, 4))


def attention():
    def build(e=4, h=2, kdim=None, vdim=None, bias=True, **options):
        layer = torch.nn.MultiheadAttention(
            e, h, kdim=kdim, vdim=vdim, bias=bias, dtype=torch.float64, **options).eval()
        with torch.no_grad():
            for p in layer.parameters():
                p.copy_(draw(*p.shape, low=-1, high=1))
        return layer

    def add(name, layer, query, key=None, value=None, output=0, call=None, **masks):
        call = call or {}
        names = [n for n, _ in layer.named_parameters()]
        inputs = {n: p.detach().clone() for n, p in layer.named_parameters()}
        inputs["query"] = query
        if key is not None:
            inputs["key"], inputs["value"] = key, value
        inputs.update({m + "_": v for m, v in masks.items()})

        def function(**given):
            q = given["query"]
            k, v = given.get("key", q), given.get("value", q)
            extra = {}
            if "mask" in given:
                extra["attn_mask"] = given["mask"]
            if "padding" in given:
                extra["key_padding_mask"] = given["padding"]
            return torch.func.functional_call(
                layer, {n: given[n] for n in names}, (q, k, v), {**extra, **call})[output]

        case(name, function, **inputs)

    add("attention", build(), draw(3, 2, 4))
    add("attention weights", build(), draw(3, 2, 4), output=1)
    add("attention weights by head", build(), draw(3, 2, 4), output=1, call={"average_attn_weights": False})
    add("attention batch first", build(batch_first=True), draw(2, 3, 4))
    add("attention single", build(), draw(3, 4))
    add("attention no bias", build(bias=False), draw(3, 2, 4))
    add("attention cross", build(), draw(3, 2, 4), draw(5, 2, 4), draw(5, 2, 4))
    add("attention dimensions", build(kdim=3, vdim=5), draw(3, 2, 4), draw(4, 2, 3), draw(4, 2, 5))
    causal = torch.triu(torch.ones(3, 3, dtype=torch.bool), diagonal=1)
    add("attention causal", build(), draw(3, 2, 4), mask=causal)
    boolean = torch.tensor([[0, 1, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0]], dtype=torch.bool)
    add("attention boolean", build(), draw(3, 2, 4), draw(4, 2, 4), draw(4, 2, 4), mask=boolean)
    add("attention additive", build(), draw(3, 2, 4), mask=draw(3, 3))
    add("attention additive by head", build(), draw(3, 2, 4), mask=draw(4, 3, 3))
    padding = torch.tensor([[0, 0, 0, 1], [0, 0, 1, 1]], dtype=torch.bool)
    add("attention padding", build(), draw(3, 2, 4), draw(4, 2, 4), draw(4, 2, 4), padding=padding)
    add("attention padding boolean", build(), draw(3, 2, 4), draw(4, 2, 4), draw(4, 2, 4), padding=padding,
        mask=boolean)


def initial():
    seed = 16645806
    found = {}

    def layer(name, make):
        for dtype in (torch.float32, torch.float64):
            torch.manual_seed(seed)
            module = make(dtype)
            found[f"{name} {str(dtype)[6:]}"] = {
                path: hexadecimal(value) for path, value in module.state_dict().items()
                if value.dtype == dtype}
            found[f"{name} {str(dtype)[6:]}"]["next"] = hexadecimal(torch.rand(2))

    def hexadecimal(x):
        """Shape and the elements' bits."""
        bits = torch.int32 if x.dtype == torch.float32 else torch.int64
        width = 8 if x.dtype == torch.float32 else 16
        mask = (1 << (4 * width)) - 1
        return {"s": list(x.shape), "v": "".join(
            format(v & mask, f"0{width}x") for v in x.detach().contiguous().view(bits).flatten().tolist())}

    layer("embedding", lambda t: torch.nn.Embedding(7, 3, dtype=t))
    layer("embedding padding", lambda t: torch.nn.Embedding(7, 3, padding_idx=-2, dtype=t))
    layer("attention", lambda t: torch.nn.MultiheadAttention(4, 2, dtype=t))
    layer("attention dimensions", lambda t: torch.nn.MultiheadAttention(4, 2, kdim=3, vdim=5, dtype=t))
    layer("attention no bias", lambda t: torch.nn.MultiheadAttention(4, 2, bias=False, dtype=t))
    layer("batchNorm", lambda t: torch.nn.BatchNorm2d(3, dtype=t))

    class Filled(torch.nn.Module):
        def __init__(self, shape, dtype, fill):
            super().__init__()
            self.w = torch.nn.Parameter(torch.empty(shape, dtype=dtype))
            fill(self.w)

    i = torch.nn.init
    for name, shape, fill in (
        ("kaimingUniform", (5, 4), lambda w: i.kaiming_uniform_(w)),
        ("kaimingUniform out leaky", (5, 4, 2), lambda w: i.kaiming_uniform_(w, 0.2, "fan_out")),
        ("kaimingUniform tanh", (5, 4), lambda w: i.kaiming_uniform_(w, nonlinearity="tanh")),
        ("kaimingNormal", (5, 4), lambda w: i.kaiming_normal_(w)),
        ("kaimingNormal out relu", (3, 2, 3, 3), lambda w: i.kaiming_normal_(w, mode="fan_out", nonlinearity="relu")),
        ("xavierUniform", (5, 4), lambda w: i.xavier_uniform_(w)),
        ("xavierUniform tanh", (5, 4), lambda w: i.xavier_uniform_(w, i.calculate_gain("tanh"))),
        ("xavierNormal", (4, 5, 2), lambda w: i.xavier_normal_(w, 1.5)),
        ("truncatedNormal", (5, 8), lambda w: i.trunc_normal_(w)),
        ("truncatedNormal 0.02", (5, 8), lambda w: i.trunc_normal_(w, std=0.02)),
        ("truncatedNormal narrow", (5, 8), lambda w: i.trunc_normal_(w, mean=0.5, std=1, a=0, b=1)),
        ("truncatedNormal tail", (5, 8), lambda w: i.trunc_normal_(w, mean=0, std=1, a=1.5, b=3)),
        ("orthogonal", (5, 3), lambda w: i.orthogonal_(w)),
        ("orthogonal wide", (3, 2, 3), lambda w: i.orthogonal_(w, 1.5)),
        ("dirac", (4, 3, 3), lambda w: i.dirac_(w)),
        ("dirac groups", (4, 3, 3, 3), lambda w: i.dirac_(w, groups=2)),
    ):
        layer(name, lambda t: Filled(shape, t, fill))

    torch.manual_seed(seed)
    found["dropout float32"] = {"y": hexadecimal(F.dropout(torch.ones(20), 0.3))}
    torch.manual_seed(seed)
    attention = torch.nn.MultiheadAttention(4, 2, dropout=0.4)
    x = draw(3, 2, 4).float()
    found["attention dropout float32"] = {
        "x": hexadecimal(x), "y": hexadecimal(attention(x, x, x)[0]),
        "fast": hexadecimal(attention(x, x, x, need_weights=False)[0])}
    return found


def write(name, value):
    with open(os.path.join(folder, name), "w") as file:
        file.write("{\n" + ",\n".join(
            json.dumps(key) + ":" + json.dumps(entry, separators=(",", ":")) for key, entry in value.items()) + "\n}\n")


if __name__ == "__main__":
    assert torch.__version__.startswith("2.15"), torch.__version__
    torch.set_num_threads(1)
    activations()
    losses()
    norms()
    running()
    embeddings()
    attention()
    write("layers.json", cases)
    write("initial.json", initial())
