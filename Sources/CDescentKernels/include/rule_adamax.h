#ifndef DK_RULE_ADAMAX_H
#define DK_RULE_ADAMAX_H

#include <stddef.h>
#include <stdint.h>

/// Adamax, with the order of operations of torch:
///
///     g = sign g,   g = g + weightDecay p
///     m = m + (1 - beta1) (g - m)
///     u = max(beta2 u, |g| + epsilon)
///     p = p - (stepSize m) / u
typedef struct {
  double sign, weightDecay, oneMinusBeta1, beta2, epsilon, stepSize;
} dk_adamax;
void dk_adamax_f32(dk_adamax c, void *p, const void *g, void *m, void *u, size_t n);
void dk_adamax_f64(dk_adamax c, void *p, const void *g, void *m, void *u, size_t n);

#endif
