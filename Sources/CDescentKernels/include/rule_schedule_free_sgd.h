#ifndef DK_RULE_SCHEDULE_FREE_SGD_H
#define DK_RULE_SCHEDULE_FREE_SGD_H

#include "rule_run.h"

/// Schedule-Free SGD; p is the point y of the gradient:
///
///     g = g + weightDecay p
///     p = p + share (z - p) + pull g
///     z = z - lr g
typedef struct {
  double sign, lr, weightDecay, share, pull;
} dk_schedule_free_sgd;
DK_RULE(schedule_free_sgd)

#endif
