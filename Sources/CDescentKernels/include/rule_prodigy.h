#ifndef DK_RULE_PRODIGY_H
#define DK_RULE_PRODIGY_H

#include "rule_run.h"

/// Prodigy's averages, in the pass that goes before the estimate of the distance:
///
///     g = sign g + weightDecay p         (weightDecay is 0 where it is decoupled)
///     m = beta1 m + gradientShare g
///     v = beta2 v + (squareShare g) g
///     s = beta3 s + distanceShare g
typedef struct {
  double sign, weightDecay, beta1, gradientShare, beta2, squareShare, beta3, distanceShare;
} dk_prodigy_average;
DK_RULE(prodigy_average)

/// Prodigy's step, in the pass after it:
///
///     p = p - shrink p                   (decoupled weight decay)
///     p = p - (stepSize m) / (sqrt(v) + epsilon)
typedef struct {
  double shrink, stepSize, epsilon;
} dk_prodigy_step;
DK_RULE(prodigy_step)

#endif
