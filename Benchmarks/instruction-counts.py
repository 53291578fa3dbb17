#!/usr/bin/env python3
"""Instructions of the hot paths, counted by callgrind, beside the counts in the repository.

Counts hardly depend on how busy the machine is, so that a regression shows that no clock would:

    python3 Benchmarks/instruction-counts.py              # compares; exits with 1 at more than 2 %
    python3 Benchmarks/instruction-counts.py --write      # accepts what is counted
    python3 Benchmarks/instruction-counts.py surface grid # these alone

A workload of `descent bench` is run two and three times on one thread, after one that does not count;
the difference of the two counts is the work alone, without start and preparation. valgrind must be
installed, and has no AVX-512: what is counted are the kernels' AVX2 forms.
"""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
COUNTS = ROOT / "Benchmarks" / "instruction-counts.json"
TOLERANCE = 0.02
# Long loops of one kernel (gemm, adamw_fused, mlp, cnn) are left to the clock: they take many minutes.
WORKLOADS = [
    "surface", "surface_replayed", "perceptron", "linefit", "grid", "adamw_small", "adamw_many",
    "adamw_flat",
]


def product() -> pathlib.Path:
    """The release build of the command, without the debugging information, which valgrind cannot
    always read."""
    build = ["swift", "build", "-c", "release", "--product", "descent"]
    subprocess.run(build, cwd=ROOT, check=True, stdout=sys.stderr)
    folder = subprocess.run(
        build + ["--show-bin-path"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    copy = pathlib.Path(tempfile.mkdtemp()) / "descent"
    shutil.copy(pathlib.Path(folder) / "descent", copy)
    subprocess.run(["strip", str(copy)], check=True)
    return copy


def count(descent: pathlib.Path, workload: str, repeats: int) -> int:
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(descent), "bench",
         workload, "--threads", "1", "--repeats", str(repeats), "--json"],
        capture_output=True, text=True, env={"DESCENT_BLAS": "embedded", "PATH": "/usr/bin:/bin"})
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"{workload}: valgrind ended with {done.returncode}\n{done.stderr[-1000:]}")
    return int(found.group(1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workloads", nargs="*", help="which; all by default")
    parser.add_argument("--write", action="store_true", help="keep the counts as the new ones")
    options = parser.parse_args()
    if not shutil.which("valgrind"):
        sys.exit("valgrind is not installed")
    known = json.loads(COUNTS.read_text()) if COUNTS.exists() else {}
    descent = product()
    slower = []
    for workload in options.workloads or WORKLOADS:
        now = count(descent, workload, 3) - count(descent, workload, 2)
        before = known.get(workload)
        change = f"{(now / before - 1) * 100:+7.2f} %" if before else "    new"
        print(f"{workload:18} {now:>14,} {change}", flush=True)
        if before and now > before * (1 + TOLERANCE):
            slower.append(workload)
        if options.write:
            known[workload] = now
            COUNTS.write_text(json.dumps(known, indent=2) + "\n")
    if slower and not options.write:
        sys.exit(f"more than {TOLERANCE:.0%} more instructions: {', '.join(slower)}")


if __name__ == "__main__":
    main()
