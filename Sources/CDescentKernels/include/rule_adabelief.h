#ifndef DK_RULE_ADABELIEF_H
#define DK_RULE_ADABELIEF_H

#include "rule_run.h"

/// AdaBelief, with coupled or decoupled weight decay:
///
///     g = sign g,   p = p keep   or   g = g + weightDecay p
///     m = m + (1 - beta1) (g - m)
///     v = beta2 v + ((1 - beta2) (g - m)) (g - m) + epsilon
///     p = p - (stepSize m) / (sqrt(v) / root + epsilon)
typedef struct {
  double sign, keep, weightDecay;
  /// 1 - beta1, beta2 and 1 - beta2.
  double oneMinusBeta1, beta2, oneMinusBeta2;
  double stepSize, root, epsilon;
  int32_t isCoupled;
} dk_adabelief;
DK_RULE(adabelief)

#endif
