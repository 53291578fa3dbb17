#ifndef DK_RULE_SGD_H
#define DK_RULE_SGD_H

#include "rule_run.h"

/// Stochastic gradient descent, with torch's order of operations:
///
///     g = sign g,   g = g + weightDecay p
///     b = momentum b + (1 - dampening) g      (b = g at the first update)
///     p = p - lr (nesterov ? g + momentum b : b)
typedef struct {
  double sign, lr, weightDecay, momentum, dampening;
  int32_t hasMomentum, isFirst, nesterov;
} dk_sgd;
DK_RULE(sgd)

#endif
