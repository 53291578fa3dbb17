#ifndef DK_RULE_SPARSE_ADAM_H
#define DK_RULE_SPARSE_ADAM_H

#include "rule_run.h"

/// SparseAdam, with the order of operations of torch:
///
///     g = sign g
///     m = m + (g - m) (1 - beta1)
///     v = v + (g g - v) (1 - beta2)
///     p = p - stepSize (m / (sqrt(v) + epsilon))
typedef struct {
  double sign, oneMinusBeta1, oneMinusBeta2, stepSize, epsilon;
} dk_sparse_adam;
DK_RULE(sparse_adam)

#endif
