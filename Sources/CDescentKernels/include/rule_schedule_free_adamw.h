#ifndef DK_RULE_SCHEDULE_FREE_ADAMW_H
#define DK_RULE_SCHEDULE_FREE_ADAMW_H

#include "rule_run.h"

/// Schedule-Free AdamW; p is the point y of the gradient:
///
///     v = beta2 v + ((1 - beta2) g) g
///     u = g / (sqrt(v / correction2) + epsilon) + weightDecay p
///     p = p + share (z - p) + pull u
///     z = z - lr u
typedef struct {
  double sign, lr, weightDecay, beta2, oneMinusBeta2, correction2, epsilon, share, pull;
} dk_schedule_free_adamw;
DK_RULE(schedule_free_adamw)

#endif
