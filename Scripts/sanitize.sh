#!/usr/bin/env bash
# Runs the test suite under the address sanitizer, the thread sanitizer, or both one after the other.
#
#   Scripts/sanitize.sh [address|thread]... [-- arguments of swift test]
#
# A finding ends it with the sanitizer's report. Each has a build of its own under .build.
set -euo pipefail
cd "$(dirname "$0")/.."

kinds=()
while [ $# -gt 0 ] && [ "$1" != "--" ]; do kinds+=("$1"); shift; done
[ $# -gt 0 ] && shift
[ ${#kinds[@]} -gt 0 ] || kinds=(address thread)

for kind in "${kinds[@]}"; do
  case "$kind" in
    # The Swift runtime and XCTest leave a few hundred bytes at exit, which are not leaks of a run.
    address) export ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=1 ;;
    thread) export TSAN_OPTIONS=halt_on_error=1 ;;
    *) echo "sanitize: expected address or thread, got '$kind'" >&2; exit 64 ;;
  esac
  echo "== $kind sanitizer"
  swift test --sanitize="$kind" --scratch-path ".build/sanitize-$kind" "$@"
done
