#ifndef DK_RULE_ADAMAX_H
#define DK_RULE_ADAMAX_H

#include "rule_run.h"

/// Adamax, with the order of operations of torch:
///
///     g = sign g,   g = g + weightDecay p
///     m = m + (1 - beta1) (g - m)
///     u = max(beta2 u, |g| + epsilon)
///     p = p - (stepSize m) / u
typedef struct {
  double sign, weightDecay, oneMinusBeta1, beta2, epsilon, stepSize;
} dk_adamax;
DK_RULE(adamax)

#endif
