#!/usr/bin/env python3
"""Writes reference values of the metrics of classes: scikit-learn's, in compact form.

usage: Scripts/metrics-fixtures.py

Needs scikit-learn 1.9 and NumPy. Probabilities are multiples of 1/256 that add up to 1, so that text
holds them exactly; many are equal, so that ties count.
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.utils.class_weight import compute_class_weight

random = np.random.default_rng(20)


def case(name, rows, shares, skill):
    classes = random.choice(len(shares), size=rows, p=shares)
    scores = random.normal(size=(rows, len(shares))) + skill * np.eye(len(shares))[classes]
    exact = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    parts = np.floor(exact * 256).astype(int)
    parts[:, 0] += 256 - parts.sum(axis=1)
    p = parts / 256
    guess = p.argmax(axis=1)
    labels = list(range(len(shares)))
    two = len(shares) == 2
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        classes, guess, labels=labels, zero_division=np.nan)
    present = sorted({*classes.tolist(), *guess.tolist()})
    return {
        "name": name, "parts": parts.tolist(), "classes": classes.tolist(),
        "accuracy": metrics.accuracy_score(classes, guess),
        "log_loss": metrics.log_loss(classes, p, labels=labels),
        "auc": metrics.roc_auc_score(classes, p[:, 1]) if two else None,
        "f1": metrics.f1_score(classes, guess, labels=[1] if two else present, average="macro"),
        "confusion": metrics.confusion_matrix(classes, guess, labels=labels).tolist(),
        "precision": [None if np.isnan(x) else x for x in precision],
        "recall": [None if np.isnan(x) else x for x in recall],
        "f1_of_each": [None if np.isnan(x) else x for x in f1],
        "members": support.tolist(),
        "balanced": dict(zip(map(str, np.unique(classes).tolist()), compute_class_weight(
            "balanced", classes=np.unique(classes), y=classes).tolist())),
    }


cases = [
    case("even", 60, [0.5, 0.5], 1.0),
    case("rare", 80, [0.9, 0.1], 1.5),
    case("useless", 40, [0.6, 0.4], 0.0),
    case("three", 70, [0.5, 0.3, 0.2], 1.5),
    case("five", 50, [0.4, 0.3, 0.2, 0.1, 0.0], 2.0),
]
folder = pathlib.Path(__file__).resolve().parent.parent / "Tests/DescentTrainingTests/Fixtures"
folder.mkdir(exist_ok=True)
lines = ",\n".join(json.dumps(one) for one in cases)
(folder / "class-metrics.json").write_text(
    f'{{"by": "scikit-learn {sklearn.__version__}", "cases": [\n{lines}\n]}}\n')
