#ifndef DK_RULE_ADAN_H
#define DK_RULE_ADAN_H

#include "rule_run.h"

/// Adan; b is the gradient before, and g - b is 0 at the first update:
///
///     g = sign g,   e = g - b
///     m = m + (1 - beta1) (g - m)
///     d = d + (1 - beta2) (e - d)
///     u = beta2 e + g,   v = beta3 v + ((1 - beta3) u) u,   r = sqrt(v) / root + epsilon
///     p = (p keep - (stepSize m) / r - (differenceStep d) / r) / shrink
///     b = g
typedef struct {
  double sign, keep, shrink;
  /// 1 - beta1, beta2, 1 - beta2, beta3 and 1 - beta3.
  double oneMinusBeta1, beta2, oneMinusBeta2, beta3, oneMinusBeta3;
  double stepSize, differenceStep, root, epsilon;
  int32_t isFirst;
} dk_adan;
DK_RULE(adan)

#endif
