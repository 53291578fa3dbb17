#!/usr/bin/env python3
"""Reference values from PyTorch, written as JSON.

    pip install torch==2.15.0     # about 90 s
    python3 Scripts/torch_goldens.py --seed 1 --out FOLDER

The problems are closed formulas, so that no random stream is needed to set them up:

  quadratic     f(w) = 1/2 sum_i a_i (w_i - c_i)^2,  a_i = 10^(-2 + 4 i/9), c_i = sin(i + 1), w_i(0) = cos(3 i),  i = 0..9
  rosenbrock    f(w) = 100 (w_1 - w_0^2)^2 + (1 - w_0)^2,  w(0) = (-1.5, 2)
  pathological  f(w) = tanh(w_0)^2 + 0.01 |w_1| + sigmoid(w_1),  w(0) = (-4, 5)
  leastsquares  f(w) = mean_i (sum_j X_ij w_j - y_i)^2,  X_ij = sin(0.1 (i+1)(j+1)), y_i = cos(i), i = 0..15, j = 0..7,  w(0) = 0
  factorize     f(W) = mean (W W^T - M)^2,  M_ij = 1/(1 + |i - j|), 6 x 6, W (6 x 3), W_ij(0) = 0.1 sin(1 + 3 i + j)

A step's `tol` says how far a correct implementation may be: some runs amplify rounding (LBFGS, Adafactor, NAdam, RMSprop), most do not.

Files: optimizers.json, schedules.json, random.json. Every case carries its own options, by torch's names.
"""
import argparse, json, math, pathlib, random
import torch

P = argparse.ArgumentParser()
P.add_argument("--seed", type=int, required=True)
P.add_argument("--per", type=int, default=4, help="cases of each optimizer and schedule")
P.add_argument("--out", required=True)
A = P.parse_args()
R = random.Random(A.seed)
OUT = pathlib.Path(A.out)
OUT.mkdir(parents=True, exist_ok=True)
torch.set_num_threads(1)


def problem(name, dt):
    if name == "quadratic":
        i = torch.arange(10, dtype=torch.float64)
        a, c = (10 ** (-2 + 4 * i / 9)).to(dt), torch.sin(i + 1).to(dt)
        return torch.cos(3 * i).to(dt), lambda w: 0.5 * (a * (w - c) ** 2).sum()
    if name == "rosenbrock":
        return torch.tensor([-1.5, 2.0], dtype=dt), lambda w: 100 * (w[1] - w[0] ** 2) ** 2 + (1 - w[0]) ** 2
    if name == "pathological":
        return torch.tensor([-4.0, 5.0], dtype=dt), lambda w: torch.tanh(w[0]) ** 2 + 0.01 * w[1].abs() + torch.sigmoid(w[1])
    if name == "leastsquares":
        i, j = torch.arange(16, dtype=torch.float64)[:, None], torch.arange(8, dtype=torch.float64)[None, :]
        X, y = torch.sin(0.1 * (i + 1) * (j + 1)).to(dt), torch.cos(torch.arange(16, dtype=torch.float64)).to(dt)
        return torch.zeros(8, dtype=dt), lambda w: ((X @ w - y) ** 2).mean()
    if name == "factorize":
        i, j = torch.arange(6, dtype=torch.float64)[:, None], torch.arange(6, dtype=torch.float64)[None, :]
        M = (1 / (1 + (i - j).abs())).to(dt)
        k = torch.arange(3, dtype=torch.float64)[None, :]
        return (0.1 * torch.sin(1 + 3 * i + k)).to(dt), lambda W: ((W @ W.T - M) ** 2).mean()
    raise KeyError(name)


def u(lo, hi, digits=4): return float(f"{R.uniform(lo, hi):.{digits}g}")
def log(lo, hi): return float(f"{10 ** R.uniform(math.log10(lo), math.log10(hi)):.3g}")
def coin(p=0.5): return R.random() < p
def betas(): return [u(0.7, 0.97), u(0.9, 0.9999, 5)]


OPT = {
    "SGD": lambda: dict(lr=log(1e-4, 1e-2), momentum=u(0.5, 0.95) if coin(.7) else 0.0, weight_decay=log(1e-4, 1e-1) if coin() else 0.0, maximize=False),
    "SGDNesterov": lambda: dict(lr=log(1e-4, 3e-3), momentum=u(0.5, 0.95), nesterov=True, weight_decay=log(1e-4, 1e-1) if coin() else 0.0),
    "SGDDampened": lambda: dict(lr=log(1e-4, 1e-2), momentum=u(0.5, 0.95), dampening=u(0.1, 0.9)),
    "Adagrad": lambda: dict(lr=log(1e-2, 5e-1), lr_decay=log(1e-3, 1e-1) if coin() else 0.0, initial_accumulator_value=u(0, 1) if coin() else 0.0, weight_decay=log(1e-4, 1e-1) if coin() else 0.0),
    "RMSprop": lambda: dict(lr=log(1e-3, 5e-2), alpha=u(0.9, 0.999), eps=log(1e-10, 1e-4), momentum=u(0.3, 0.9) if coin() else 0.0, centered=coin(), weight_decay=log(1e-4, 1e-1) if coin() else 0.0),
    "Adadelta": lambda: dict(lr=u(0.3, 2), rho=u(0.8, 0.99), eps=log(1e-8, 1e-4), weight_decay=log(1e-4, 1e-1) if coin() else 0.0),
    "Adam": lambda: dict(lr=log(1e-3, 3e-1), betas=betas(), eps=log(1e-10, 1e-2), amsgrad=coin(), weight_decay=log(1e-4, 1e-1) if coin() else 0.0),
    "AdamW": lambda: dict(lr=log(1e-3, 3e-1), betas=betas(), eps=log(1e-10, 1e-2), amsgrad=coin(), weight_decay=log(1e-3, 3e-1)),
    "Adamax": lambda: dict(lr=log(1e-3, 1e-1), betas=betas(), eps=log(1e-10, 1e-4), weight_decay=log(1e-4, 1e-1) if coin() else 0.0),
    "NAdam": lambda: dict(lr=log(1e-3, 1e-1), betas=betas(), momentum_decay=log(1e-3, 1e-2), decoupled_weight_decay=coin(), weight_decay=log(1e-3, 1e-1)),
    "RAdam": lambda: dict(lr=log(1e-3, 1e-1), betas=[u(0.7, 0.97), R.choice([0.99, 0.995, 0.999])], decoupled_weight_decay=coin(), weight_decay=log(1e-3, 1e-1)),
    "ASGD": lambda: dict(lr=log(1e-4, 5e-3), lambd=log(1e-5, 1e-2), alpha=u(0.5, 0.9), t0=R.choice([0.0, 20.0, 1e6]), weight_decay=log(1e-4, 1e-1) if coin() else 0.0),
    "Rprop": lambda: dict(lr=log(1e-3, 1e-1), etas=[u(0.3, 0.7), u(1.05, 1.4)], step_sizes=[1e-6, u(1, 50)]),
    "LBFGS": lambda: dict(lr=u(0.1, 1), max_iter=R.choice([4, 10, 20]), history_size=R.choice([3, 10, 100]), line_search_fn=None),
    "LBFGSWolfe": lambda: dict(lr=1.0, max_iter=R.choice([4, 10, 20]), history_size=R.choice([3, 10, 100]), line_search_fn="strong_wolfe"),
    "Adafactor": lambda: dict(lr=log(1e-2, 1e-1), beta2_decay=u(-0.9, -0.5), d=u(1, 1.5), weight_decay=log(1e-3, 1e-1) if coin() else 0.0),
    "Muon": lambda: dict(lr=log(1e-3, 5e-2), weight_decay=u(0, 0.2), momentum=u(0.8, 0.97), nesterov=coin(), adjust_lr_fn=R.choice([None, "match_rms_adamw"])),
    "SparseAdam": lambda: dict(lr=log(1e-3, 3e-1), betas=betas(), eps=log(1e-10, 1e-2)),
}
CLS = {"SGDNesterov": "SGD", "SGDDampened": "SGD", "LBFGSWolfe": "LBFGS"}
KEEP = [1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 75, 100, 150, 200]


def all_rows(gradient):
    """A dense gradient as a sparse one that has all rows."""
    rows = torch.arange(len(gradient))[None]
    return torch.sparse_coo_tensor(rows, gradient, gradient.shape, check_invariants=True)


cases = []
for name, make in OPT.items():
    # It came later: what is drawn after it stays as it was.
    if name == "SparseAdam": drawn = R.getstate()
    for k in range(A.per):
        opts = make()
        if name.startswith("Muon"): pname = "factorize"
        elif name == "Adafactor": pname = R.choice(["factorize", "leastsquares"])
        elif name.startswith(("SGD", "ASGD")): pname = R.choice(["leastsquares", "pathological", "factorize"])
        elif name.startswith("LBFGS"): pname = R.choice(["quadratic", "rosenbrock", "leastsquares"])
        else: pname = R.choice(["quadratic", "rosenbrock", "pathological", "leastsquares", "factorize"])
        dt = torch.float32 if (k == A.per - 1 and name not in ("Muon",) and not name.startswith("LBFGS")) else torch.float64
        w0, f = problem(pname, dt)
        kw = {a: tuple(b) if isinstance(b, list) else b for a, b in opts.items()}
        n = 15 if name.startswith("LBFGS") else 200

        def trajectory(noise):
            """w after, and loss before, every kept step; with `noise`, every gradient is off by up to one rounding unit."""
            g = torch.Generator().manual_seed(noise)
            w, unit = torch.nn.Parameter(w0.clone()), torch.finfo(dt).eps
            o = getattr(torch.optim, CLS.get(name, name))([w], **kw)

            def closure():
                o.zero_grad(); l = f(w); l.backward()
                if noise: w.grad.mul_(1 + unit * torch.randint(-1, 2, w.grad.shape, generator=g).to(dt))
                if name == "SparseAdam": w.grad = all_rows(w.grad)
                return l
            out = {}
            for t in range(1, n + 1):
                l = o.step(closure)
                if t in KEEP: out[t] = (float(l.detach()), w.detach().flatten().double().clone())
            return out
        base, noisy = trajectory(0), [trajectory(i) for i in range(1, 7)]
        if not all(bool(torch.isfinite(w).all()) for _, w in base.values()): continue
        rec = []
        for t, (loss, w) in base.items():
            scale = float(w.abs().max()) or 1.0
            spread = max(float((r[t][1] - w).abs().max()) for r in noisy) / scale
            floor = (1e-9 if dt == torch.float64 else 2e-5) if not name.startswith("Muon") else 5e-2
            tol = max(floor, 30 * spread)
            rec.append({"step": t, "loss": loss, "w": w.tolist(), "tol": tol if math.isfinite(tol) else 1e9})
        cases.append({"id": f"{name}-{k}", "optimizer": CLS.get(name, name), "options": opts, "problem": pname,
                      "dtype": str(dt).split(".")[1], "shape": list(w0.shape), "start": w0.flatten().tolist(), "steps": n, "trace": rec})
R.setstate(drawn)
json.dump({"torch": torch.__version__, "note": "loss is the value before the step's update (for LBFGS, of the step's first evaluation); w is after it, row-major; tol bounds max|w - reference| / max|reference|: the rounding floor, or 30 times what gradients off by one rounding unit do to this run", "cases": cases}, open(OUT / "optimizers.json", "w"))

S = torch.optim.lr_scheduler
SCHED = {
    "StepLR": lambda: dict(step_size=R.randint(3, 40), gamma=u(0.1, 0.9)),
    "MultiStepLR": lambda: dict(milestones=sorted(R.sample(range(1, 150), 3)), gamma=u(0.1, 0.9)),
    "ConstantLR": lambda: dict(factor=u(0.1, 0.9), total_iters=R.randint(2, 60)),
    "LinearLR": lambda: dict(start_factor=u(0.05, 0.9), end_factor=u(0.5, 1), total_iters=R.randint(2, 80)),
    "ExponentialLR": lambda: dict(gamma=u(0.9, 0.999)),
    "PolynomialLR": lambda: dict(total_iters=R.randint(20, 150), power=u(0.5, 3)),
    "CosineAnnealingLR": lambda: dict(T_max=R.randint(20, 120), eta_min=log(1e-5, 1e-3)),
    "CosineAnnealingWarmRestarts": lambda: dict(T_0=R.randint(5, 40), T_mult=R.choice([1, 2, 3]), eta_min=log(1e-5, 1e-3)),
    "CyclicLR": lambda: dict(base_lr=log(1e-4, 1e-3), max_lr=log(1e-2, 1e-1), step_size_up=R.randint(5, 30), step_size_down=R.choice([None, 7, 25]), mode=R.choice(["triangular", "triangular2", "exp_range"]), gamma=u(0.98, 1)),
    "OneCycleLR": lambda: dict(max_lr=log(1e-2, 1e-1), total_steps=200, pct_start=u(0.1, 0.5), anneal_strategy=R.choice(["cos", "linear"]), div_factor=u(5, 50), final_div_factor=log(1e2, 1e5), three_phase=coin()),
    "ReduceLROnPlateau": lambda: dict(mode="min", factor=u(0.1, 0.7), patience=R.randint(2, 12), threshold=log(1e-4, 1e-2), threshold_mode=R.choice(["rel", "abs"]), cooldown=R.randint(0, 6), min_lr=log(1e-6, 1e-4)),
}
rows = []
for name, make in SCHED.items():
    for k in range(A.per):
        opts = make()
        o = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.05, momentum=0.9)
        s = getattr(S, name)(o, **opts)
        lrs, moms, metric = [], [], []
        for t in range(200):
            lrs.append(float(o.param_groups[0]["lr"])); moms.append(float(o.param_groups[0]["momentum"]))
            o.step()
            if name == "ReduceLROnPlateau":
                m = math.exp(-t / 25) + 0.02 * math.sin(t); metric.append(m); s.step(m)
            elif t < 199: s.step()
        rows.append({"id": f"{name}-{k}", "schedule": name, "options": opts, "base_lr": 0.05, "base_momentum": 0.9, "lr": lrs,
                     **({"momentum": moms} if name in ("CyclicLR", "OneCycleLR") else {}), **({"metric": metric} if metric else {})})
for k in range(A.per):
    o = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.05)
    w, g, m = R.randint(3, 30), u(0.9, 0.99), R.randint(31, 90)
    s = S.SequentialLR(o, [S.LinearLR(o, 0.1, total_iters=w), S.ExponentialLR(o, g), S.CosineAnnealingLR(o, 110, 1e-4)], milestones=[w, m])
    lrs = []
    for t in range(200): lrs.append(float(o.param_groups[0]["lr"])); o.step(); s.step()
    rows.append({"id": f"SequentialLR-{k}", "schedule": "SequentialLR", "options": {"schedulers": [["LinearLR", {"start_factor": 0.1, "total_iters": w}], ["ExponentialLR", {"gamma": g}], ["CosineAnnealingLR", {"T_max": 110, "eta_min": 1e-4}]], "milestones": [w, m]}, "base_lr": 0.05, "lr": lrs})
    o = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.05)
    ms = sorted(R.sample(range(1, 150), 2))
    c = S.ChainedScheduler([S.ExponentialLR(o, g), S.MultiStepLR(o, ms, gamma=0.3)], optimizer=o)
    lrs = []
    for t in range(200): lrs.append(float(o.param_groups[0]["lr"])); o.step(); c.step()
    rows.append({"id": f"Chained-{k}", "schedule": "ChainedScheduler", "options": {"schedulers": [["ExponentialLR", {"gamma": g}], ["MultiStepLR", {"milestones": ms, "gamma": 0.3}]]}, "base_lr": 0.05, "lr": lrs})
json.dump({"torch": torch.__version__, "note": "lr[t] is the rate used by step t", "cases": rows}, open(OUT / "schedules.json", "w"))

rand = []
for k in range(A.per):
    s = R.randint(0, 2 ** 31 - 1)
    def fresh(): torch.manual_seed(s)
    fresh(); a = torch.rand(5).tolist()
    fresh(); b = torch.randn(7).tolist()
    fresh(); c = torch.randn(40).tolist()
    fresh(); c2 = torch.randn(20, dtype=torch.float64).tolist()
    fresh(); d = torch.randperm(12).tolist()
    fresh(); e = torch.randint(0, 1000, (9,)).tolist()
    fresh(); l = torch.nn.Linear(5, 3); w, bi = l.weight.flatten().tolist(), l.bias.tolist()
    fresh(); cv = torch.nn.Conv2d(2, 3, 3); cw = cv.weight.flatten().tolist()
    fresh(); x1, x2 = torch.randn(64, 10), torch.randn(64, 1)
    fresh(); bern = torch.bernoulli(torch.full((20,), 0.3)).tolist()
    rand.append({"seed": s, "rand5": a, "randn7": b, "randn40": c, "randn20_float64": c2, "randperm12": d, "randint1000x9": e,
                 "linear5x3_weight": w, "linear5x3_bias": bi, "conv2d_2_3_3_weight": cw,
                 "randn64x10_then_randn64x1_first3": x1.flatten()[:3].tolist() + x2.flatten()[:3].tolist(), "bernoulli0.3x20": bern})
json.dump({"torch": torch.__version__, "cases": rand}, open(OUT / "random.json", "w"))
print(len(cases), "optimizer cases,", len(rows), "schedule cases,", len(rand), "random cases ->", OUT)
