#ifndef DK_RULE_ADOPT_H
#define DK_RULE_ADOPT_H

#include "rule_run.h"

/// ADOPT, with coupled or decoupled weight decay:
///
///     g = sign g,   p = p keep   or   g = g + weightDecay p
///     m = m + (1 - beta1) (clip(g / max(sqrt(v), epsilon)) - m)
///     p = p - lr m
///     v = beta2 v + ((1 - beta2) g) g
///
/// and at the first update v = v + g g, with no step.
typedef struct {
  double sign, keep, weightDecay, lr;
  /// 1 - beta1, beta2 and 1 - beta2.
  double oneMinusBeta1, beta2, oneMinusBeta2;
  double epsilon, clip;
  int32_t isCoupled, isFirst;
} dk_adopt;
DK_RULE(adopt)

#endif
