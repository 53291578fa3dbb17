#ifndef DK_RULE_LION_H
#define DK_RULE_LION_H

#include <stddef.h>

/// Lion:
///
///     g = sign g,   p = p keep
///     p = p - lr signum(m + (1 - beta1) (g - m))
///     m = m + (1 - beta2) (g - m)
typedef struct {
  double sign, keep, lr;
  /// 1 - beta1 and 1 - beta2.
  double oneMinusBeta1, oneMinusBeta2;
} dk_lion;
void dk_lion_f32(dk_lion c, void *p, const void *g, void *m, size_t n);
void dk_lion_f64(dk_lion c, void *p, const void *g, void *m, size_t n);

#endif
