#ifndef DK_RULE_NADAM_H
#define DK_RULE_NADAM_H

#include "rule_run.h"

/// NAdam, with the order of operations of torch:
///
///     g = sign g,   p = p keep   or   g = g + weightDecay p
///     m = m + (1 - beta1) (g - m)
///     v = beta2 v + ((1 - beta2) g) g
///     d = sqrt(v / correction2) + epsilon
///     p = p - (gradientStep g) / d
///     p = p - (momentStep m) / d
typedef struct {
  double sign, keep, weightDecay;
  /// 1 - beta1, beta2 and 1 - beta2.
  double oneMinusBeta1, beta2, oneMinusBeta2;
  double correction2, epsilon, gradientStep, momentStep;
  int32_t isCoupled;
} dk_nadam;
DK_RULE(nadam)

#endif
