#!/usr/bin/env python3
"""Writes a torch model and its optimizer's state so that `TorchExport` in Swift goes on from them.

    from export_torch import export
    export(model, optimizer, "run-of-torch")

The folder then holds model.safetensors, optimizer.safetensors with a buffer PATH.NAME for each of the
optimizer's tensors, and optimizer.json with the optimizer's name, its options by group, and how many
updates each parameter had. Needs torch and safetensors.
"""
import json
import pathlib

import torch
from safetensors.torch import save_file


def export(model, optimizer, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: value.contiguous() for name, value in model.state_dict().items()}, folder / "model.safetensors")
    paths = {id(parameter): path for path, parameter in model.named_parameters()}
    buffers, updates, groups = {}, {}, []
    for group in optimizer.param_groups:
        options = {key: plain(value) for key, value in group.items() if key != "params"}
        groups.append({"parameters": [paths[id(p)] for p in group["params"]], "options": options})
        for parameter in group["params"]:
            path, state = paths[id(parameter)], optimizer.state.get(parameter, {})
            tensors = {key: value for key, value in state.items() if torch.is_tensor(value) and key != "step"}
            for key, value in tensors.items(): buffers[f"{path}.{key}"] = value.detach().cpu().contiguous()
            # SGD does not count, and makes its buffer at the first update.
            updates[path] = int(state["step"]) if "step" in state else int(bool(tensors))
    save_file(buffers, folder / "optimizer.safetensors")
    document = {"optimizer": type(optimizer).__name__, "torch": torch.__version__, "groups": groups, "updates": updates}
    (folder / "optimizer.json").write_text(json.dumps(document, indent=1) + "\n")


def plain(value):
    """What JSON can say of an option."""
    if torch.is_tensor(value): return value.tolist()
    if isinstance(value, (tuple, list)): return [plain(item) for item in value]
    return value if isinstance(value, (bool, int, float, str, type(None))) else str(value)


def fixtures(folder):
    """What the tests go on from: three updates of torch, and the weights after three more."""
    rules = {
        "adam": lambda p: torch.optim.Adam(p, lr=0.05),
        "adamw-amsgrad": lambda p: torch.optim.AdamW(p, lr=0.05, amsgrad=True),
        "adamax": lambda p: torch.optim.Adamax(p, lr=0.05),
        "radam": lambda p: torch.optim.RAdam(p, lr=0.05),
        "sgd": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
        "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.01, centered=True, momentum=0.5),
    }
    torch.manual_seed(3)
    x, y = torch.randn(12, 3), torch.randn(12, 1)
    save_file({"x": x, "y": y}, pathlib.Path(folder) / "data.safetensors")
    for name, rule in rules.items():
        model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
        optimizer = rule(model.parameters())
        for step in range(6):
            if step == 3: export(model, optimizer, f"{folder}/{name}")
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()
        save_file(dict(model.state_dict()), f"{folder}/{name}/after.safetensors")


if __name__ == "__main__":
    import sys
    if len(sys.argv) != 2: sys.exit(__doc__)
    fixtures(sys.argv[1])
