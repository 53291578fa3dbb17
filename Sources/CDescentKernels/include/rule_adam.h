#ifndef DK_RULE_ADAM_H
#define DK_RULE_ADAM_H

#include "rule_run.h"

#include "rule_measure.h"

/// Adam, with coupled or decoupled weight decay and AMSGrad, with torch's order of operations:
///
///     g = sign g,   p = p keep   or   g = g + weightDecay p
///     m = m + (1 - beta1) (g - m)
///     v = beta2 v + ((1 - beta2) g) g
///     x = max(x, v)                            (AMSGrad; x = v otherwise)
///     p = p - (stepSize m) / (sqrt(x) / root + epsilon)
typedef struct {
  double sign, keep, weightDecay;
  /// 1 - beta1, beta2 and 1 - beta2.
  double oneMinusBeta1, beta2, oneMinusBeta2;
  double stepSize, root, epsilon;
  int32_t isCoupled, amsgrad;
} dk_adam;
DK_RULE(adam)
/// The same, and a `dk_statistics` for every `DK_MEASURED` elements, as `dk_measure_f32` would give
/// them for x, the root and the epsilon; `whole` as there.
void dk_adam_measured_f32(dk_adam c, dk_run at, uint32_t whole, dk_statistics *out);
void dk_adam_measured_f64(dk_adam c, dk_run at, uint32_t whole, dk_statistics *out);

#endif
