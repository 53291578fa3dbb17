#ifndef DK_RULE_ADADELTA_H
#define DK_RULE_ADADELTA_H

#include <stddef.h>
#include <stdint.h>

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
void dk_adadelta_f32(dk_adadelta c, void *p, const void *g, void *s, void *u, size_t n);
void dk_adadelta_f64(dk_adadelta c, void *p, const void *g, void *s, void *u, size_t n);

#endif
