#!/usr/bin/env python3
"""Breaks the optimizers one term at a time, and counts how often a test notices.

usage: Scripts/mutation-check.py [--list] [--again] [--jobs N] [RULE...]

Every sum of every rule loses a term or has its sign turned, every product loses a factor, every
choice and every comparison is turned around, every root, power and assignment is left out: in the
kernels, in the Swift that computes their coefficients, and in the solvers. `mutation/exceptions.py`
holds those that cannot be noticed, each with its reason; the others must be.

All mutants are built into one copy of the package (.build/mutation), each behind a switch, and the
tests of the rule are run once for each. Give it a few minutes a hundred mutants.
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Scripts/mutation"))
from c_source import CSource
from exceptions import excepted
from rules import PASSED_OVER, SHARED, TABLE
from swift_source import SwiftSource, without

COPY = ROOT / ".build/mutation"
Mutant = collections.namedtuple("Mutant", "rule file before after place")
TARGETS = {"CDescentKernels", "DescentTensor", "DescentLayers", "DescentOptimizers", "DescentOptimizersTests"}
KERNEL_SWITCH = """#include "mutant.h"
#include <stdlib.h>
int dk_mutant;
__attribute__((constructor)) static void choose(void) {
  const char *chosen = getenv("DESCENT_MUTANT");
  dk_mutant = chosen ? atoi(chosen) : 0;
}
int dk_is_mutant(int number) { return dk_mutant == number; }
"""
SWIFT_SWITCH = """import CDescentKernels
@inline(never) func isMutant(_ number: Int32) -> Bool { dk_is_mutant(number) != 0 }
func mutant<T>(
  _ number: Int32, _ other: @autoclosure () throws -> T, _ own: @autoclosure () throws -> T
) rethrows -> T {
  isMutant(number) ? try other() : try own()
}
"""
ONLY = """import Foundation
/// Whether a rule is among those that are tried.
func isTried(_ name: String) -> Bool {
  ProcessInfo.processInfo.environment["DESCENT_RULE"].map { $0 == name } ?? true
}
"""


def mutated(dropped):
    """The mutants by their numbers, and the files that hold them; some of them are passed over."""
    mutants, texts, counts = {}, {}, collections.Counter()
    for rule, (files, _) in TABLE.items():
        for file in files:
            def number(before, after):
                counts[file, before, after] += 1
                mutants[len(mutants) + 1] = Mutant(rule, file, before, after, counts[file, before, after])
                return len(mutants)
            if file.endswith(".swift"):
                texts[file] = without(SwiftSource((ROOT / file).read_text(), number).text, dropped)
            else:
                texts[file] = CSource((ROOT / file).read_text(), number).text.replace(
                    "#define INLINE", "extern int dk_mutant;\n#define DK_MUTANT(n) (dk_mutant == (n))\n#define INLINE")
    return {n: m for n, m in mutants.items() if n not in dropped}, texts


def copy(texts):
    """Makes the copy of the package."""
    texts = texts | {
        "Sources/CDescentKernels/include/mutant.h": "#pragma once\nint dk_is_mutant(int number);\n",
        "Sources/CDescentKernels/mutants.c": KERNEL_SWITCH,
        "Sources/DescentOptimizers/Mutants.swift": SWIFT_SWITCH,
        "Tests/DescentOptimizersTests/Support/Tried.swift": ONLY,
        "Package.swift": manifest((ROOT / "Package.swift").read_text()),
    }
    for path in [path for folder in ["Sources", "Tests"] for path in (ROOT / folder).rglob("*")]:
        inside = path.relative_to(ROOT)
        if path.is_file() and inside.parts[1] in TARGETS and str(inside) not in texts:
            texts[str(inside)] = narrowed(path.read_text())
    for file, text in texts.items():
        path = COPY / file
        path.parent.mkdir(parents=True, exist_ok=True)
        # What has not changed is not built again.
        if not path.exists() or path.read_text() != text: path.write_text(text)
    for path in [path for folder in ["Sources", "Tests"] for path in (COPY / folder).rglob("*")]:
        if path.is_file() and str(path.relative_to(COPY)) not in texts: path.unlink()


def narrowed(text):
    """The tests that go through all rules, only for the one that is tried."""
    return re.sub(r"(static let (?:ofTorch|others) = all\.filter \{)", r"\1 isTried($0.name) &&", text)


def manifest(text):
    """The package, of these targets alone."""
    head, rest = text.split("  targets: [\n", 1)
    body, tail = rest.split("\n  ],\n  swiftLanguageModes", 1)
    entries, entry, depth = [], "", 0
    for line in body.split("\n"):
        entry += line + "\n"
        depth += line.count("(") - line.count(")")
        if depth == 0 and line.strip() and not line.strip().startswith("//"):
            name = re.search(r'name: "(\w+)"', entry)
            if name and name.group(1) in TARGETS: entries.append(entry)
            entry = ""
    for part in ["products", "dependencies"]:
        head = re.sub(rf"  {part}: \[\n.*?\n  \],\n", "", head, flags=re.S)
    return head + "  targets: [\n" + "".join(entries) + "  ],\n  swiftLanguageModes" + tail


def built():
    """The mutants, in a copy that builds; and how many are no programs."""
    # Those of the last time are known.
    known = COPY / "no-programs.txt"
    lines = set(known.read_text().split("\n")) if known.exists() else set()
    dropped = {n for n, m in mutated(set())[0].items() if repr(m) in lines}
    while True:
        mutants, texts = mutated(dropped)
        copy(texts)
        run = subprocess.run(["swift", "build", "--build-tests"], cwd=COPY, capture_output=True, text=True)
        if run.returncode == 0: return mutants, len(dropped)
        wrong = set()
        for path, line, column, message in set(re.findall(
                r"^(/\S+?):(\d+):(\d+): error: (.*)$", run.stdout + run.stderr, flags=re.M)):
            text = pathlib.Path(path).read_text().split("\n")[int(line) - 1]
            before = text.encode()[:int(column)].decode(errors="ignore")
            numbers = re.findall(r"[mM]utant\((\d+)", before) or re.findall(r"[mM]utant\((\d+)", text)
            if numbers: wrong.add(int(numbers[-1]))
        if not wrong: sys.exit(run.stdout[-3000:] + run.stderr[-1000:])
        print(f"{len(wrong)} are no programs", flush=True)
        with known.open("a") as file:
            for n in wrong: file.write(repr(mutants[n]) + "\n")
        dropped |= wrong


def notices(number, rule, tests, passed_over=PASSED_OVER):
    """Whether a test fails of this mutant; 0 is none."""
    environment = dict(os.environ, DESCENT_MUTANT=str(number))
    if rule not in SHARED: environment["DESCENT_RULE"] = rule
    command = [str(COPY / ".build/debug/DescentPackageTests.xctest"), "--testing-library", "swift-testing"]
    if tests: command += ["--filter", tests]
    command += ["--skip", passed_over]
    try:
        code = subprocess.run(command, cwd=COPY, capture_output=True, env=environment, timeout=300).returncode
    except subprocess.TimeoutExpired:
        return True
    if code == 69: sys.exit(f"no tests are called {tests}")
    return code != 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--list", action="store_true", help="print every mutant and stop")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="only those that were not noticed the last time")
    parser.add_argument("rules", nargs="*", metavar="RULE")
    options = parser.parse_args()
    for rule in options.rules:
        if rule not in TABLE: sys.exit(f"there is no rule {rule}; there are {', '.join(TABLE)}")
    mutants, dropped = built()
    chosen = {n: m for n, m in mutants.items() if not options.rules or m.rule in options.rules}
    if options.list:
        for n, m in chosen.items(): print(f"{n}\t{m.rule}\t{m.file}\t{m.before}\t{m.after}")
        return
    if notices(0, "what rules share", None): sys.exit("the tests do not pass as it is")

    noticed_before = COPY / "noticed.txt"
    known = set(noticed_before.read_text().split("\n")) if options.again and noticed_before.exists() else set()

    def result(item):
        number, mutant = item
        if repr(mutant) in known: return number, True
        reason = excepted(mutant)
        if reason: return number, reason
        # The quickest first, and all of them at last.
        own = TABLE[mutant.rule][1].split("|")
        if mutant.file.endswith(".c"): own.append("ScalarReferenceTests")
        noticed = any(notices(number, mutant.rule, tests) for tests in own)
        return number, noticed or notices(
            number, "what rules share", None, PASSED_OVER + "|ScalarReferenceTests")

    tally = collections.defaultdict(collections.Counter)
    missed = []

    def tell(rule):
        counts = tally[rule]
        left = counts["all"] - counts["noticed"] - counts["excepted"]
        print(f"{rule:32}{counts['all']:8}{counts['noticed']:9}{counts['excepted']:10}{left:8}", flush=True)

    print(f"{'rule':32}{'mutants':>8}{'noticed':>9}{'excepted':>10}{'missed':>8}", flush=True)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for number, outcome in pool.map(result, chosen.items()):
            rule = mutants[number].rule
            if tally and rule not in tally: tell(list(tally)[-1])
            tally[rule]["all"] += 1
            if outcome is True:
                tally[rule]["noticed"] += 1
                if repr(mutants[number]) not in known:
                    with noticed_before.open("a") as file: file.write(repr(mutants[number]) + "\n")
            elif outcome: tally[rule]["excepted"] += 1
            else:
                missed.append(mutants[number])
                print(f"not noticed: {mutants[number]}", flush=True)
    if tally: tell(list(tally)[-1])
    total = sum(tally.values(), collections.Counter())
    print(f"{total['noticed']} of {total['all']} noticed, {total['excepted']} excepted with a reason, "
          f"{len(missed)} missed; {dropped} more do not compile")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
