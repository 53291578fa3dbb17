#ifndef DK_RULE_YOGI_H
#define DK_RULE_YOGI_H

#include "rule_run.h"

/// Yogi, with coupled or decoupled weight decay, with the order of operations of optax:
///
///     g = sign g,   p = p keep   or   g = g + weightDecay p
///     m = (1 - beta1) g + beta1 m
///     v = v - ((1 - beta2) sign(v - g g)) (g g)
///     p = p + -lr ((m / correction1) / (sqrt(v / correction2) + epsilon))
typedef struct {
  double sign, keep, weightDecay, lr;
  /// beta1, 1 - beta1 and 1 - beta2.
  double beta1, oneMinusBeta1, oneMinusBeta2;
  double correction1, correction2, epsilon;
  int32_t isCoupled;
} dk_yogi;
DK_RULE(yogi)

#endif
