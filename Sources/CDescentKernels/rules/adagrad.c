#pragma STDC FP_CONTRACT OFF
#include "rule_adagrad.h"

#include "rule.h"

#define ADAGRAD_LOOP(T, COUPLED) \
  VECTORIZE for (size_t i = 0; i < n; i++) { \
    T grad = sign * g[i]; \
    if (COUPLED) grad = grad + decay * p[i]; \
    s[i] = s[i] + grad * grad; \
    p[i] = p[i] + (minusStep * grad) / (__builtin_elementwise_sqrt(s[i]) + epsilon); \
  }

#define ADAGRAD(T, suffix) \
  INLINE void body_adagrad_##suffix(dk_adagrad c, void *restrict pp, const void *restrict pg, void *restrict ps, size_t n) { \
    T *restrict p = pp, *restrict s = ps; \
    const T *restrict g = pg; \
    const T sign = (T)c.sign, decay = (T)c.weightDecay; \
    const T minusStep = (T)-c.stepSize, epsilon = (T)c.epsilon; \
    if (c.weightDecay != 0) { ADAGRAD_LOOP(T, 1) } else { ADAGRAD_LOOP(T, 0) } \
  } \
  RULE(adagrad_##suffix, (dk_adagrad c, void *p, const void *g, void *s, size_t n), (c, p, g, s, n))
ADAGRAD(float, f32)
ADAGRAD(double, f64)
