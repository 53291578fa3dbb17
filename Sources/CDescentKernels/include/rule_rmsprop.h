#ifndef DK_RULE_RMSPROP_H
#define DK_RULE_RMSPROP_H

#include "rule_run.h"

/// RMSprop, with the order of operations of torch:
///
///     g = sign g,   g = g + weightDecay p
///     s = rho s + ((1 - rho) g) g
///     m = m + (1 - rho) (g - m)                (where it is centered)
///     d = sqrt(max(s - m m, floor s)) + epsilon
///     b = momentum b + g / d,   p = p - lr b   or   p = p - (lr g) / d
///
/// Without centering m is 0 and the floor has no effect; a floor of minus infinity never has one.
/// Where d is 0, its quotient is.
typedef struct {
  double sign, lr, weightDecay, rho, oneMinusRho, epsilon, floor, momentum;
  int32_t isCentered, hasMomentum;
} dk_rmsprop;
DK_RULE(rmsprop)

#endif
