#pragma STDC FP_CONTRACT OFF
#include "rule_lion.h"

#include "rule.h"

#define LION(T, s) \
  INLINE void body_lion_##s(dk_lion c, void *restrict pp, const void *restrict pg, void *restrict pm, size_t n) { \
    T *restrict p = pp, *restrict m = pm; \
    const T *restrict g = pg; \
    const T sign = (T)c.sign, keep = (T)c.keep, minusLr = (T)-c.lr; \
    const T oneMinusBeta1 = (T)c.oneMinusBeta1, oneMinusBeta2 = (T)c.oneMinusBeta2; \
    const int small1 = c.oneMinusBeta1 < 0.5, small2 = c.oneMinusBeta2 < 0.5; \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T grad = sign * g[i]; \
      T mix = lerp_##s(m[i], grad, oneMinusBeta1, small1); \
      /* What is not a number is handed on: it must not pass for a step of 0. */ \
      T step = mix > 0 ? (T)1 : mix < 0 ? (T)-1 : mix; \
      m[i] = lerp_##s(m[i], grad, oneMinusBeta2, small2); \
      p[i] = p[i] * keep + minusLr * step; \
    } \
  } \
  RULE(lion_##s, (dk_lion c, void *p, const void *g, void *m, size_t n), (c, p, g, m, n))
LION(float, f32)
LION(double, f64)
