#!/usr/bin/env bash
# Draws the figures of the optimizers' articles, one a line, each of what is characteristic of its rule.
# Elementwise arithmetic has the same bits on every machine, and so have most of these files.
set -euo pipefail
cd "$(dirname "$0")/.."
swift build -c release --product descent
descent="$(swift build -c release --show-bin-path)/descent"
resources=Sources/DescentOptimizers/DescentOptimizers.docc/Resources
mkdir -p "$resources"

draw() { # draw NAME ARGUMENTS…
  local name=$1
  shift
  "$descent" minimize "$@" --plot "$resources/$name.svg" >/dev/null 2>&1
  local size
  size=$(wc -c <"$resources/$name.svg")
  if [ "$size" -gt 61440 ]; then
    echo "$name.svg has $size bytes, at most 61440 wanted"
    return 1
  fi
}

aslant='0.5*(w0-2*w1+0.3)^2+0.05*(w0+w1-0.7)^2+1e-12*w0^2'
kinks='abs(w0-1)+3*abs(w1+2)'
draw Adadelta --function booth --optimizer Adadelta --steps 2000
draw Adafactor --function factorize --optimizer Adafactor --lr 0.02 --steps 500
draw Adagrad 'abs(w0-1)+0.1*(w1-2)^2' --start=-4,-4 --optimizer Adagrad --lr 1 --steps 78
draw Adam "$aslant" --start=-4,5 --optimizer Adam --lr 0.05 --steps 20000
draw AdamAtan2 '1e-12*((w0+2*w1-7)^2+(2*w0+w1-5)^2)' --start=-8,6 --optimizer AdamAtan2 --lr 0.2 --steps 78
draw AdaBelief --function pathological --optimizer AdaBelief --lr 0.01 --steps 300
draw Adamax --function himmelblau --start 5.5,5.5 --optimizer Adamax --lr 0.3 --steps 78
draw AdamW --function booth --optimizer AdamW --lr 0.2 -O weight_decay=0.5 --steps 300
draw Adan --function beale --optimizer Adan --lr 0.02 --steps 400
draw AdEMAMix --function booth --optimizer AdEMAMix --lr 0.05 -O t_alpha_beta3=1500 --steps 1500
draw ADOPT --function booth --optimizer ADOPT --lr 0.6 --steps 78
draw ASGD "$kinks" --start=-4,4 --optimizer ASGD --lr 0.7 -O lambd=0.1 --steps 78
draw LAMB --function booth --optimizer LAMB --lr 0.1 --steps 78
draw LARS --function factorize --optimizer LARS --lr 1 --steps 500
draw LBFGS --function rosenbrock --optimizer LBFGS -O line_search_fn=strong_wolfe -O max_iter=1 -O max_eval=25 --steps 42
draw Lion --function booth --optimizer Lion --lr 0.2 --steps 78
draw Muon --function factorize --optimizer Muon --lr 0.02 -O weight_decay=0 --steps 300
draw NAdam --function booth --optimizer NAdam --lr 0.3 --steps 150
draw NewtonCG --function rosenbrock --optimizer NewtonCG --steps 24
draw Prodigy --function rosenbrock --optimizer Prodigy --steps 500
draw RAdam --function booth --optimizer RAdam --lr 0.1 --steps 78
draw RMSprop --function booth --optimizer RMSprop --lr 0.2 --steps 1200
draw Rprop --function booth --optimizer Rprop --lr 0.1 --steps 40
draw ScheduleFreeAdamW "$kinks" --start=-4,4 --optimizer ScheduleFreeAdamW --lr 0.4 --steps 300
draw ScheduleFreeSGD "$kinks" --start=-4,4 --optimizer ScheduleFreeSGD --lr 0.4 --steps 200
draw SGD --function booth --optimizer SGD --lr 0.02 -O momentum=0.9 --steps 78
draw StableAdamW --function pathological --optimizer StableAdamW --lr 0.1 -O weight_decay=0 --steps 300
draw Yogi "$aslant" --start=-4,5 --optimizer Yogi --lr 0.05 --steps 20000

# What a formula cannot show: wrappers, rows of a table, two rules at once, a fit, a tutorial's curve.
DESCENT_WRITE_FIGURES=1 swift test --filter 'GuideFigureTests|GettingStartedSnippets'
