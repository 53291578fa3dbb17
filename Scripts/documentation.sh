#!/usr/bin/env bash
# Builds the documentation of all libraries into one static site: Scripts/documentation.sh [FOLDER]
#
# It takes Swift's own docc and Python 3, no package. Symbols are extracted from the modules that
# `swift build` makes. A link that leads nowhere, a parameter that is not there, and a page that no
# page lists are errors. The site is to be served at the root, or under $DOCC_HOSTING_BASE.
set -euo pipefail
cd "$(dirname "$0")/.."

site=${1:-.build/documentation}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

docc=$(command -v docc || xcrun --find docc)
swift build
bin=$(swift build --show-bin-path)
triple=$(swiftc -print-target-info | sed -n 's/^ *"unversionedTriple": "\(.*\)",/\1/p')

# Each after those that it links to.
targets=(
  DescentTensor DescentLayers DescentOptimizers DescentData DescentTraining DescentCurvature
  DescentPlots Descent
)
dependencies=()
archives=()
for target in "${targets[@]}"; do
  symbols="$work/symbols/$target"
  mkdir -p "$symbols"
  swift symbolgraph-extract -module-name "$target" -target "$triple" \
    -I "$bin/Modules" -I "$bin/CDescentKernels.build" -minimum-access-level public \
    -skip-synthesized-members -emit-extension-block-symbols -output-dir "$symbols"
  "$docc" convert "Sources/$target/$target.docc" --additional-symbol-graph-dir "$symbols" \
    --fallback-display-name "$target" --fallback-bundle-identifier "$target" \
    --fallback-default-module-kind Library --hosting-base-path "${DOCC_HOSTING_BASE:-/}" \
    --enable-experimental-external-link-support ${dependencies[@]+"${dependencies[@]}"} \
    --warnings-as-errors --output-path "$work/$target.doccarchive"
  dependencies+=(--dependency "$work/$target.doccarchive")
  archives+=("$work/$target.doccarchive")
done

python3 Scripts/unlisted-pages.py "${archives[@]}"
rm -rf "$site"
mkdir -p "$(dirname "$site")"
# The page that lists the others comes last: the navigator takes the first node of a path for its tree.
"$docc" merge "${archives[@]}" --synthesized-landing-page-name "The libraries" --output-path "$site"
echo '<!doctype html><meta http-equiv="refresh" content="0; url=documentation/descent/">' >"$site/index.html"
du -sh "$site"
