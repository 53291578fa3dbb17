#!/usr/bin/env bash
# Scripts/fuzz.sh NAME [SECONDS]: feeds a reader with mutated input, guided by coverage, until it breaks
# or the time (60 s) is over. NAME: csv, idx, npy, npz, safetensors, jsonl, gzip, tfrecord, example, tfevents,
# or configuration. It begins with Fuzzing/Corpus/NAME and keeps what it finds in Fuzzing/.build/corpus/NAME;
# an input that breaks a reader is written there as crash-… and its path is printed. Needs lld, as the
# Swift toolchain brings it.
set -euo pipefail
cd "$(dirname "$0")/../Fuzzing"

name=${1:?expected the name of a reader}
seconds=${2:-60}
program=FuzzReaders
if [ "$name" = configuration ]; then program=FuzzConfiguration; fi

swift build -c release --product "$program" -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld \
  -Xcc -fsanitize=fuzzer-no-link -Xswiftc -enforce-exclusivity=checked
found=".build/corpus/$name"
mkdir -p "$found" "Corpus/$name"
# A single allocation of 512 MB, or 2 GB in all, is a finding too.
SWIFT_BACKTRACE=enable=no "$(swift build -c release --show-bin-path)/$program" "$name" \
  -max_total_time="$seconds" -max_len=16384 -timeout=20 -malloc_limit_mb=512 -rss_limit_mb=2048 \
  -artifact_prefix="$found/" -print_final_stats=1 "$found" "Corpus/$name"
