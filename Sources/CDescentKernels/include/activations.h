// Activations that are more than one operation, and their pullbacks: one pass each.
//
// `p` and `q` are the function's constants, where it has any; rounded once to the element type.
#ifndef DK_ACTIVATIONS_H
#define DK_ACTIVATIONS_H

#include <stddef.h>

// y = f(x), and y = g f'(x) for the cotangent g; y may be g.
#define DK_DECLARE_ACTIVATION(name) \
  void dk_activate_##name##_f32(const void *x, void *y, size_t n, double p, double q); \
  void dk_activate_##name##_f64(const void *x, void *y, size_t n, double p, double q); \
  void dk_activate_##name##Pullback_f32(const void *g, const void *x, void *y, size_t n, double p, double q); \
  void dk_activate_##name##Pullback_f64(const void *g, const void *x, void *y, size_t n, double p, double q);

DK_DECLARE_ACTIVATION(erf)
/// x Phi(x), by erf.
DK_DECLARE_ACTIVATION(gelu)
/// The same with tanh in the place of erf.
DK_DECLARE_ACTIVATION(geluTanh)
/// x sigma(x).
DK_DECLARE_ACTIVATION(silu)
/// x for x > 0, else p (exp(x) - 1).
DK_DECLARE_ACTIVATION(elu)
/// x for x > 0, else p x.
DK_DECLARE_ACTIVATION(leakyRelu)
/// log(1 + exp(p x)) / p, and x where p x > q.
DK_DECLARE_ACTIVATION(scaledSoftplus)

#undef DK_DECLARE_ACTIVATION
#endif
