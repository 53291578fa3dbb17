#ifndef DK_RULE_RADAM_H
#define DK_RULE_RADAM_H

#include "rule_run.h"

/// RAdam, with the order of operations of torch:
///
///     g = sign g,   p = p keep   or   g = g + weightDecay p
///     m = m + (1 - beta1) (g - m)
///     v = beta2 v + ((1 - beta2) g) g
///     d = (m / correction1) lr
///     d = d ((1 / (sqrt(v) + epsilon)) root) rectification     (where it is rectified)
///     p = p - d
typedef struct {
  double sign, keep, weightDecay;
  /// 1 - beta1, beta2 and 1 - beta2.
  double oneMinusBeta1, beta2, oneMinusBeta2;
  double correction1, lr, root, epsilon, rectification;
  int32_t isCoupled, isRectified;
} dk_radam;
DK_RULE(radam)

#endif
