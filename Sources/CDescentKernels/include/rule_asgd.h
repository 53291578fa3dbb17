#ifndef DK_RULE_ASGD_H
#define DK_RULE_ASGD_H

#include <stddef.h>
#include <stdint.h>

/// Averaged stochastic gradient descent, with the order of operations of torch:
///
///     g = sign g,   g = g + weightDecay p
///     p = p keep - eta g
///     a = a + (p - a) mu                       (a = p where mu is 1)
typedef struct {
  double sign, weightDecay, keep, eta, mu;
} dk_asgd;
void dk_asgd_f32(dk_asgd c, void *p, const void *g, void *a, size_t n);
void dk_asgd_f64(dk_asgd c, void *p, const void *g, void *a, size_t n);

#endif
