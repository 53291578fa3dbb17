# A classifier of two noisy rings, as one writes it with torch (2.15). TorchPort.swift says the same,
# in the same order.
import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(7)

# Points around the origin at two distances.
angle = torch.rand(600) * 2 * math.pi
ring = torch.randint(0, 2, (600,))
radius = 1 + ring + 0.2 * torch.randn(600)
x = torch.stack([radius * torch.cos(angle), radius * torch.sin(angle)], dim=1)
train, test = x[:500], x[500:]
train_ring, test_ring = ring[:500], ring[500:]

model = nn.Sequential(
    nn.Linear(2, 32, bias=False),  # the normalization would take it off again
    nn.BatchNorm1d(32),
    nn.ReLU(),
    nn.Dropout(0.2),
    nn.Linear(32, 32),
    nn.Tanh(),
    nn.Linear(32, 2),
)
criterion = nn.CrossEntropyLoss(label_smoothing=0.05)
decay = [p for p in model.parameters() if p.ndim >= 2]
no_decay = [p for p in model.parameters() if p.ndim < 2]
optimizer = torch.optim.AdamW(
    [{"params": decay, "weight_decay": 0.1}, {"params": no_decay, "weight_decay": 0.0}], lr=3e-2
)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=64)
loader = DataLoader(TensorDataset(train, train_ring), batch_size=32, shuffle=True)

for epoch in range(4):
    model.train()
    for batch, target in loader:
        optimizer.zero_grad()
        loss = criterion(model(batch), target)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
        scheduler.step()
        print(f"loss {loss.item():.9g}")

    model.eval()
    with torch.no_grad():
        output = model(test)
        accuracy = (output.argmax(dim=1) == test_ring).float().mean().item()
        print(f"epoch {epoch}: test loss {criterion(output, test_ring).item():.9g}, accuracy {accuracy:.2f}")
