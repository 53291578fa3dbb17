#ifndef DK_RULE_LION_H
#define DK_RULE_LION_H

#include "rule_run.h"

/// Lion:
///
///     g = sign g,   p = p keep
///     p = p - lr signum(m + (1 - beta1) (g - m))
///     m = m + (1 - beta2) (g - m)
typedef struct {
  double sign, keep, lr;
  /// 1 - beta1 and 1 - beta2.
  double oneMinusBeta1, oneMinusBeta2;
} dk_lion;
DK_RULE(lion)

#endif
