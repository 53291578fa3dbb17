// The optimizers' update kernels: one pass over a parameter's memory.
//
// Each rule is written once, as an equation for one element, and compiled for float and double and
// for three vector widths. Every operation is rounded separately, in the order that torch's
// for-loop implementation has, so that all forms give the same bits as torch does without fused
// multiply-adds. Coefficients arrive in double and are rounded once.
#ifndef DK_RULES_H
#define DK_RULES_H

#include <stddef.h>
#include <stdint.h>

/// The vector forms of a kernel. `DK_FORM_BEST` is the widest that the processor has.
enum { DK_FORM_BEST = 0, DK_FORM_SSE2 = 1, DK_FORM_AVX2 = 2, DK_FORM_AVX512 = 3 };
/// The widest form that this processor can run; `DK_FORM_SSE2` where there is only one.
int dk_widest_form(void);
/// Makes the update kernels of the whole process use one form: for tests. The form must not be wider
/// than the widest.
void dk_force_form(int form);

/// Stochastic gradient descent, with torch's order of operations:
///
///     g = sign g,   g = g + weightDecay p
///     b = momentum b + (1 - dampening) g      (b = g at the first update)
///     p = p - lr (nesterov ? g + momentum b : b)
typedef struct {
  double sign, lr, weightDecay, momentum, dampening;
  int32_t hasMomentum, isFirst, nesterov;
} dk_sgd;
void dk_sgd_f32(dk_sgd c, void *p, const void *g, void *b, size_t n);
void dk_sgd_f64(dk_sgd c, void *p, const void *g, void *b, size_t n);

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
void dk_adam_f32(dk_adam c, void *p, const void *g, void *m, void *v, void *x, size_t n);
void dk_adam_f64(dk_adam c, void *p, const void *g, void *m, void *v, void *x, size_t n);

#endif
