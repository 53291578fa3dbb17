#pragma STDC FP_CONTRACT OFF
#include "rule_prodigy.h"

#include "rule.h"

#define PRODIGY(T, s) \
  INLINE void body_prodigy_average_##s(dk_prodigy_average c, const void *restrict pp, const void *restrict pg, void *restrict pm, void *restrict pv, void *restrict ps, size_t n) { \
    T *restrict m = pm, *restrict v = pv, *restrict sum = ps; \
    const T *restrict p = pp, *restrict g = pg; \
    const T sign = (T)c.sign, decay = (T)c.weightDecay; \
    const T beta1 = (T)c.beta1, gradientShare = (T)c.gradientShare; \
    const T beta2 = (T)c.beta2, squareShare = (T)c.squareShare; \
    const T beta3 = (T)c.beta3, distanceShare = (T)c.distanceShare; \
    const int decays = c.weightDecay != 0; \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T grad = sign * g[i]; \
      grad = decays ? grad + decay * p[i] : grad; \
      m[i] = m[i] * beta1 + gradientShare * grad; \
      v[i] = v[i] * beta2 + (squareShare * grad) * grad; \
      sum[i] = sum[i] * beta3 + distanceShare * grad; \
    } \
  } \
  RULE(prodigy_average_##s, (dk_prodigy_average c, const void *p, const void *g, void *m, void *v, void *s, size_t n), (c, p, g, m, v, s, n)) \
  INLINE void body_prodigy_step_##s(dk_prodigy_step c, void *restrict pp, const void *restrict pm, const void *restrict pv, size_t n) { \
    T *restrict p = pp; \
    const T *restrict m = pm, *restrict v = pv; \
    const T minusShrink = (T)-c.shrink, minusStep = (T)-c.stepSize, epsilon = (T)c.epsilon; \
    const int shrinks = c.shrink != 0; \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T weight = shrinks ? p[i] + minusShrink * p[i] : p[i]; \
      p[i] = weight + (minusStep * m[i]) / (__builtin_elementwise_sqrt(v[i]) + epsilon); \
    } \
  } \
  RULE(prodigy_step_##s, (dk_prodigy_step c, void *p, const void *m, const void *v, size_t n), (c, p, m, v, n))
PRODIGY(float, f32)
PRODIGY(double, f64)
