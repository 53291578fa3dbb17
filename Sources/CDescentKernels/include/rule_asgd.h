#ifndef DK_RULE_ASGD_H
#define DK_RULE_ASGD_H

#include "rule_run.h"

/// Averaged stochastic gradient descent, with the order of operations of torch:
///
///     g = sign g,   g = g + weightDecay p
///     p = p keep - eta g
///     a = a + (p - a) mu                       (a = p where mu is 1)
typedef struct {
  double sign, weightDecay, keep, eta, mu;
} dk_asgd;
DK_RULE(asgd)

#endif
