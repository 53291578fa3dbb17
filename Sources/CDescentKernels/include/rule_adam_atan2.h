#ifndef DK_RULE_ADAM_ATAN2_H
#define DK_RULE_ADAM_ATAN2_H

#include "rule_run.h"

/// Adam-atan2:
///
///     g = sign g,   p = p keep
///     m = m + (1 - beta1) (g - m)
///     v = v + (1 - beta2) (g g - v)
///     p = p - stepSize atan2(m correction1, sqrt(v correction2))
typedef struct {
  double sign, keep;
  /// 1 - beta1 and 1 - beta2.
  double oneMinusBeta1, oneMinusBeta2;
  double stepSize, correction1, correction2;
} dk_adam_atan2;
DK_RULE(adam_atan2)

#endif
