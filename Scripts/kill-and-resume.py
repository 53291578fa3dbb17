#!/usr/bin/env python3
"""Kills training runs, fills their disk and cuts their files, and checks that nothing is ever lost.

usage: Scripts/kill-and-resume.py [--kills 200] [--descent .build/release/descent] [--seed 1]

A run that was never stopped is the reference. Others are killed (SIGKILL) at random moments, as often
as --kills says, and each time gone on with by `descent train --resume`; when one comes to its end its
files must be the reference's, byte for byte. Then every file of a checkpoint is cut at every 1,024
bytes, and the run must go on from the checkpoint before it, saying so, or refuse in one line. Last the
run is put on a disk that is too small (a tmpfs; root may mount one), must end with one line, and end as
the reference once there is room. Needs nothing but Python 3.
"""
import argparse
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

FILES = ["model.safetensors", "metrics.csv", "result.json", "curves.svg", "encoder.json"]


def table(path, rng):
    """A table that takes a while to learn, with words and a target that nothing fits exactly."""
    with open(path, "w") as file:
        file.write("a,b,c,kind,y\n")
        for _ in range(1500):
            a, b, c = (rng.gauss(0, 1) for _ in range(3))
            kind = rng.choice(["oak", "elm", "ash"])
            y = a * b + (c if kind == "elm" else -c) + rng.gauss(0, 0.3)
            file.write(f"{a:.5f},{b:.5f},{c:.5f},{kind},{y:.5f}\n")


class Check:
    def __init__(self, arguments, folder):
        self.descent, self.folder = arguments.descent, folder
        self.rng = random.Random(arguments.seed)
        self.problems = []

    def start(self, run, every):
        options = ["--target", "y", "--epochs", "12", "--patience", "0", "--checkpoint-every", every]
        begin = [self.descent, "train", str(self.folder / "table.csv"), *options, "--out", str(run)]
        go_on = [self.descent, "train", "--resume", str(run)]
        command = go_on if (run / "config.yaml").exists() else begin
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def finish(self, run, every="7steps"):
        process = self.start(run, every)
        error = process.communicate()[1]
        return process.returncode, error

    def compare(self, run, what):
        different = [name for name in FILES if not same(run / name, self.folder / "reference" / name)]
        if different: self.fail(f"{what}: {', '.join(different)} differ from the reference's")

    def fail(self, problem):
        print(f"  WRONG: {problem}", flush=True)
        self.problems.append(problem)

    def reference(self):
        begin = time.monotonic()
        code, error = self.finish(self.folder / "reference", "none")
        self.seconds = time.monotonic() - begin
        if code != 0: sys.exit(f"the reference run ended with {code}: {error}")

    def kill(self, count):
        """Runs, each killed again and again until it gets to its end."""
        kills = ended = 0
        while kills < count:
            run = self.folder / "killed"
            shutil.rmtree(run, ignore_errors=True)
            every = self.rng.choice(["1steps", "3steps", "20steps", "1epochs", "0.01s"])
            here = 0
            while True:
                process = self.start(run, every)
                try:
                    error = process.communicate(timeout=self.rng.uniform(0, 0.8 * self.seconds))[1]
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
                    process.communicate()
                    kills, here = kills + 1, here + 1
                    if here < 12: continue
                    code, error = self.finish(run, every)
                else:
                    code = process.returncode
                if code != 0: self.fail(f"after {here} kills, saved every {every}: exit {code}: {error}")
                else: self.compare(run, f"after {here} kills, saved every {every}")
                ended += 1
                break
            print(f"  {kills} kills, {ended} runs ended", flush=True)
        return kills, ended

    def checkpoints(self, name):
        """A run that was killed with at least two checkpoints."""
        run = self.folder / name
        while True:
            shutil.rmtree(run, ignore_errors=True)
            process = self.start(run, "25steps")
            time.sleep(self.rng.uniform(0.3, 0.9) * self.seconds)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            steps = sorted(run.glob("checkpoints/step-*"))
            if len(steps) >= 2: return run, steps

    def cut(self):
        run, steps = self.checkpoints("cut")
        kept, last = self.folder / "kept", steps[-1]
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(run, kept)
        cuts = 0
        for name in sorted(file.name for file in last.iterdir()):
            file, size = last / name, (kept / last.relative_to(run) / name).stat().st_size
            for length in [*range(0, size, 1024), size - 1]:
                shutil.rmtree(run)
                shutil.copytree(kept, run)
                with open(file, "r+b") as handle: handle.truncate(length)
                code, error = self.finish(run)
                cuts += 1
                what = f"{name} cut at {length} of {size}"
                if code != 0: self.fail(f"{what}: exit {code}: {error}")
                elif "damaged" not in error: self.fail(f"{what}: it was not said: {error}")
                else: self.compare(run, what)
        # Where all are damaged, nothing is invented.
        shutil.rmtree(run)
        shutil.copytree(kept, run)
        for step in steps: (step / "state.json").write_bytes(b"{}")
        code, error = self.finish(run)
        last_line = error.strip().splitlines()[-1] if error.strip() else ""
        if code != 65 or "damaged" not in last_line: self.fail(f"all damaged: exit {code}: {error}")
        return cuts

    def fill(self):
        disk = self.folder / "disk"
        disk.mkdir()
        # As little as holds one checkpoint and a half, and less.
        size = sum(file.stat().st_size for file in (self.checkpoints("sized")[1][-1]).iterdir())
        tried = 0
        for share in [0.2, 0.7, 1.5, 2.3, 3.4]:
            room = int(share * size) // 4096 * 4096 + 16384
            mount = ["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(disk)]
            if subprocess.run(mount, capture_output=True).returncode != 0: return None
            try:
                run = disk / "run"
                code, error = self.finish(run)
                lines = [line for line in error.splitlines() if line.startswith("descent: ")]
                if code != 73 or len(lines) != 1: self.fail(f"{room} bytes: exit {code}: {error}")
                subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
                code, error = self.finish(run)
                if code != 0: self.fail(f"{room} bytes, then room: exit {code}: {error}")
                else: self.compare(run, f"{room} bytes, then room")
                tried += 1
            finally:
                subprocess.run(["umount", str(disk)], check=True)
        return tried


def same(a, b):
    return a.exists() and b.exists() and a.read_bytes() == b.read_bytes()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--descent", default=".build/release/descent")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if not pathlib.Path(arguments.descent).exists():
        sys.exit(f"{arguments.descent}: no such file; swift build -c release --product descent makes it")
    with tempfile.TemporaryDirectory() as folder:
        check = Check(arguments, pathlib.Path(folder))
        table(check.folder / "table.csv", check.rng)
        check.reference()
        print(f"reference: {check.seconds:.1f} s")
        kills, ended = check.kill(arguments.kills)
        print(f"{kills} kills, {ended} runs brought to their end")
        print(f"{check.cut()} cuts of a checkpoint's files")
        filled = check.fill()
        print("full disks: " + ("not tried, no tmpfs can be mounted" if filled is None else f"{filled}"))
        if check.problems: sys.exit(f"{len(check.problems)} problems")
        print("nothing was lost")


if __name__ == "__main__":
    main()
