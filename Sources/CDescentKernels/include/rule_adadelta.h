#ifndef DK_RULE_ADADELTA_H
#define DK_RULE_ADADELTA_H

#include "rule_run.h"

/// Adadelta, with the order of operations of torch:
///
///     g = sign g,   g = g + weightDecay p
///     s = rho s + ((1 - rho) g) g
///     d = sqrt(u + epsilon) / sqrt(s + epsilon) g
///     u = rho u + ((1 - rho) d) d
///     p = p - lr d
typedef struct {
  double sign, lr, weightDecay, rho, oneMinusRho, epsilon;
} dk_adadelta;
DK_RULE(adadelta)

#endif
