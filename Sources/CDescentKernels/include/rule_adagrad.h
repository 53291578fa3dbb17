#ifndef DK_RULE_ADAGRAD_H
#define DK_RULE_ADAGRAD_H

#include "rule_run.h"

/// Adagrad, with the order of operations of torch:
///
///     g = sign g,   g = g + weightDecay p
///     s = s + g g
///     p = p - (stepSize g) / (sqrt(s) + epsilon)
typedef struct {
  double sign, weightDecay, stepSize, epsilon;
} dk_adagrad;
DK_RULE(adagrad)

#endif
