#ifndef DK_RULE_ADEMAMIX_H
#define DK_RULE_ADEMAMIX_H

#include "rule_run.h"

/// AdEMAMix, with coupled or decoupled weight decay:
///
///     g = sign g,   p = p keep   or   g = g + weightDecay p
///     m = m + (1 - beta1) (g - m)
///     v = beta2 v + ((1 - beta2) g) g
///     l = l + (1 - beta3) (g - l)
///     p = p - (lr (m / correction1 + alpha l)) / (sqrt(v) / root + epsilon)
typedef struct {
  double sign, keep, weightDecay, lr;
  /// 1 - beta1, beta2, 1 - beta2 and 1 - beta3.
  double oneMinusBeta1, beta2, oneMinusBeta2, oneMinusBeta3;
  double correction1, alpha, root, epsilon;
  int32_t isCoupled;
} dk_ademamix;
DK_RULE(ademamix)

#endif
