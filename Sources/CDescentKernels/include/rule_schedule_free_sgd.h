#ifndef DK_RULE_SCHEDULE_FREE_SGD_H
#define DK_RULE_SCHEDULE_FREE_SGD_H

#include <stddef.h>

/// Schedule-Free SGD; p is the point y of the gradient:
///
///     g = g + weightDecay p
///     p = p + share (z - p) + pull g
///     z = z - lr g
typedef struct {
  double sign, lr, weightDecay, share, pull;
} dk_schedule_free_sgd;
void dk_schedule_free_sgd_f32(dk_schedule_free_sgd c, void *p, const void *g, void *z, size_t n);
void dk_schedule_free_sgd_f64(dk_schedule_free_sgd c, void *p, const void *g, void *z, size_t n);

#endif
