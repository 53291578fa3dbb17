#pragma STDC FP_CONTRACT OFF
#include "rule_adan.h"

#include "rule.h"

#define ADAN(T, s) \
  INLINE void body_adan_##s(dk_adan c, void *restrict pp, const void *restrict pg, void *restrict pm, void *restrict pd, void *restrict pv, void *restrict pb, size_t n) { \
    T *restrict p = pp, *restrict m = pm, *restrict d = pd, *restrict v = pv, *restrict b = pb; \
    const T *restrict g = pg; \
    const T sign = (T)c.sign, keep = (T)c.keep, shrink = (T)c.shrink; \
    const T oneMinusBeta1 = (T)c.oneMinusBeta1, beta2 = (T)c.beta2, oneMinusBeta2 = (T)c.oneMinusBeta2; \
    const T beta3 = (T)c.beta3, oneMinusBeta3 = (T)c.oneMinusBeta3; \
    const T minusStep = (T)-c.stepSize, minusDifference = (T)-c.differenceStep; \
    const T root = (T)c.root, epsilon = (T)c.epsilon; \
    const int small1 = c.oneMinusBeta1 < 0.5, small2 = c.oneMinusBeta2 < 0.5, isFirst = c.isFirst; \
    VECTORIZE for (size_t i = 0; i < n; i++) { \
      T grad = sign * g[i]; \
      T change = isFirst ? (T)0 : grad - b[i]; \
      m[i] = lerp_##s(m[i], grad, oneMinusBeta1, small1); \
      d[i] = lerp_##s(d[i], change, oneMinusBeta2, small2); \
      T ahead = change * beta2 + grad; \
      v[i] = v[i] * beta3 + (oneMinusBeta3 * ahead) * ahead; \
      T size = __builtin_elementwise_sqrt(v[i]) / root + epsilon; \
      T weight = p[i] * keep + (minusStep * m[i]) / size; \
      weight = weight + (minusDifference * d[i]) / size; \
      p[i] = weight / shrink; \
      b[i] = grad; \
    } \
  } \
  RULE(adan_##s, (dk_adan c, void *p, const void *g, void *m, void *d, void *v, void *b, size_t n), (c, p, g, m, d, v, b, n))
ADAN(float, f32)
ADAN(double, f64)
